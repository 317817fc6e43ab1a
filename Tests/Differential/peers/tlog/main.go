// The Go project's own reader of transparency logs, over a folder in C2SP's form:
//
//	tlog-peer DIR VKEY
//
// Opens DIR/checkpoint by the verifier key, rebuilds the root from every entry, reads every leaf hash
// from the tiles as the head authenticates them, and makes and checks inclusion and consistency proofs.
// Built in GOPATH mode of Debian's golang-go and golang-golang-x-mod-dev (golang.org/x/mod 0.7.0).
package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error, what string) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

// The folder of a log as x/mod asks for it: without the height in paths, a partial tile from its file.
type folder string

func (f folder) path(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return filepath.Join(string(f), strings.Replace(path, "/data/", "/entries/", 1))
}

func (f folder) Height() int                             { return 8 }
func (f folder) SaveTiles(tiles []tlog.Tile, _ [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(f.path(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (f folder) entries(size int64) [][]byte {
	var all [][]byte
	for first := int64(0); first < size; first += 256 {
		width := size - first
		if width > 256 {
			width = 256
		}
		data, err := os.ReadFile(f.path(tlog.Tile{H: 8, L: -1, N: first / 256, W: int(width)}))
		must(err, "entries")
		for len(data) > 0 {
			length := int(data[0])<<8 | int(data[1])
			all = append(all, data[2:2+length])
			data = data[2+length:]
		}
	}
	return all
}

func main() {
	logs := folder(os.Args[1])
	verifier, err := note.NewVerifier(os.Args[2])
	must(err, "verifier key")
	text, err := os.ReadFile(filepath.Join(string(logs), "checkpoint"))
	must(err, "checkpoint")
	opened, err := note.Open(text, note.VerifierList(verifier))
	must(err, "checkpoint")
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		must(fmt.Errorf("origin %q", lines[0]), "checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	raw, err := base64.StdEncoding.DecodeString(lines[2])
	must(err, "root")
	var root tlog.Hash
	copy(root[:], raw)

	// From the entries alone.
	var stored []tlog.Hash
	memory := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, index := range indexes {
			out = append(out, stored[index])
		}
		return out, nil
	})
	entries := logs.entries(size)
	if int64(len(entries)) != size {
		must(fmt.Errorf("%d of %d", len(entries), size), "entries")
	}
	for index, entry := range entries {
		hashes, err := tlog.StoredHashes(int64(index), entry, memory)
		must(err, "hashes")
		stored = append(stored, hashes...)
	}
	rebuilt, err := tlog.TreeHash(size, memory)
	must(err, "tree")
	if rebuilt != root {
		must(fmt.Errorf("entries give %v, the head has %v", rebuilt, root), "root")
	}

	// From the tiles, as the head authenticates them.
	tiles := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, logs)
	step := size/50 + 1
	for index := int64(0); index < size; index++ {
		if index%step != 0 && index != size-1 {
			continue
		}
		proof, err := tlog.ProveRecord(size, index, tiles)
		must(err, "prove")
		must(tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(entries[index])), "inclusion")
		old, err := tlog.TreeHash(index+1, tiles)
		must(err, "old tree")
		tree, err := tlog.ProveTree(size, index+1, tiles)
		must(err, "prove tree")
		must(tlog.CheckTree(tree, size, root, index+1, old), "consistency")
	}
	fmt.Printf("size %d root %s ok\n", size, hex.EncodeToString(root[:]))
}
