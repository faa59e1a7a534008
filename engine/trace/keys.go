package trace

import (
	"iter"
	"strings"
)

// keyInText is a key of YAML that begins a line of a template. Start, end and column count bytes.
type keyInText struct{ start, end, column int }

// keysIn lists the keys in a text node, which stands at an offset in its template. The first line counts only where nothing stands before it.
func keysIn(text string, offset int, template string) iter.Seq[keyInText] {
	return func(yield func(keyInText) bool) {
		for line := range strings.SplitAfterSeq(text, "\n") {
			letters := strings.TrimLeft(line, " ")
			start := offset + len(line) - len(letters)
			offset += len(line)
			lineStart := strings.LastIndexByte(template[:min(start, len(template))], '\n') + 1
			length := keyLength(letters)
			if length == 0 || strings.Trim(template[lineStart:start], " ") != "" {
				continue
			}
			if !yield(keyInText{start, start + length, start - lineStart}) {
				return
			}
		}
	}
}

// keyLength is the length of the plain key at the start of a line, or 0.
func keyLength(line string) int {
	length := strings.IndexFunc(line, func(letter rune) bool {
		return letter != '-' && letter != '_' && letter != '.' && letter != '/' && (letter < '0' || letter > '9') &&
			(letter < 'A' || letter > 'Z') && (letter < 'a' || letter > 'z')
	})
	if length <= 0 || line[length] != ':' {
		return 0
	}
	return length
}
