# CHANGELOG.md as debian/changelog. Needs: version, date (RFC 5322), who. Sections are `## VERSION`
# or `## Unreleased`; each point is one line.

function finish() {
    if (heading != "") printf "\n -- %s  %s\n\n", who, date
}

/^## / {
    finish()
    heading = $2 == "Unreleased" ? version : $2
    printf "earshot (%s) unstable; urgency=medium\n\n", heading
}

/^- / && heading != "" {
    count = split(substr($0, 3), words, " ")
    line = "  *"
    for (place = 1; place <= count; place++) {
        if (length(line) + length(words[place]) + 1 > 79) {
            print line
            line = "   "
        }
        line = line " " words[place]
    }
    print line
}

END { finish() }
