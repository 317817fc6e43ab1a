#!/usr/bin/env python3
"""Checks Earshot's own word lists and writes them as Swift.

    apt-get install scowl
    python3 script/words/make-words.py

The words were picked one by one for Earshot: friendly, common, American spelling as in SCOWL, none
unlucky, violent, offensive, of illness, death, religion or politics, and no word with a well-known
twin in sound where another would do. The spelling of each is checked against SCOWL 2020.12.07
(Kevin Atkinson and others, Debian package `scowl`; may be used, copied and sold without fee).
The lists are not BIP-39's, and share no numbering with it.

`backup-words.txt`: 2,048 words of 3 to 8 letters. The first four letters say which word it is; no
word begins another; and no slip of one letter (changed, dropped, added, swapped with its neighbour)
turns one into another, so that a single typing mistake is always noticed and nearly always mended.
`name-first.txt`, `name-second.txt`, `name-third.txt`: 256 each, no word in two of them.
"""

import pathlib
import re
import string
import sys

HERE = pathlib.Path(__file__).parent
ATTESTATION = HERE.parent.parent / "Sources/Core/Attestation/Names"
SIGNING = HERE.parent.parent / "Sources/Edge/Signing/Backup"


def scowl():
    words = set()
    for path in pathlib.Path("/usr/share/dict/scowl").glob("*-words.*"):
        words.update(path.read_text("latin-1").split())
    return words


def slips(word):
    letters = string.ascii_lowercase
    for i in range(len(word) + 1):
        head, tail = word[:i], word[i:]
        for letter in letters:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def read(name, count, longest, known, problems):
    words = (HERE / name).read_text().split()
    if len(words) != count:
        problems.append(f"{name}: {len(words)} words, not {count}")
    if words != sorted(set(words)):
        problems.append(f"{name}: not sorted or not unique")
    for word in words:
        if not re.fullmatch(f"[a-z]{{3,{longest}}}", word):
            problems.append(f"{name}: {word} has a wrong length or letter")
        if word not in known:
            problems.append(f"{name}: {word} is not in SCOWL")
    return words


def check_backup(words, problems):
    chosen = set(words)
    if len({w[:4] for w in words}) != len(words):
        problems.append("two words share their first four letters")
    for word in words:
        problems += [f"{word} begins {o}" for o in words if o != word and o.startswith(word)]
        problems += [f"{word} is one slip from {s}" for s in set(slips(word)) & chosen - {word}]


def swift(path, declaration, lists):
    lines = [
        "// Written by script/words/make-words.py from the lists beside it, which tells their",
        "// origin: picked for Earshot, spelling checked against SCOWL 2020.12.07.",
        "",
        declaration + " {",
    ]
    for doc, name, words in lists:
        lines.append(f"    /// {doc}")
        lines.append(f'    {name} = """')
        line = "       "
        for word in words:
            if len(line) + 1 + len(word) > 98:
                lines.append(line + " \\")
                line = "       "
            line += " " + word
        lines += [line, '        """', ""]
    lines[-1] = "}"
    path.write_text("\n".join(lines) + "\n")


def main():
    known, problems = scowl(), []
    backup = read("backup-words.txt", 2048, 8, known, problems)
    names = [read(f"name-{n}.txt", 256, 11, known, problems) for n in ("first", "second", "third")]
    check_backup(backup, problems)
    together = sum(names, [])
    problems += [f"{w} is in two lists of names" for w in set(together) if together.count(w) > 1]
    if problems:
        sys.exit("\n".join(problems))
    swift(
        SIGNING / "BackupWordList+Words.swift", "extension BackupWordList",
        [("2,048 words in alphabetical order.", "static let text", backup)])
    swift(
        ATTESTATION / "ThreeWordName+Words.swift", "extension ThreeWordName",
        [(f"256 {what}, in alphabetical order.", f"static let {n}Text", w) for n, what, w in zip(
            ("first", "second", "third"), ("ways to be", "colours and plants", "animals"), names)])
    print("2,048 backup words and 3 x 256 words of names are as they should be")


main()
