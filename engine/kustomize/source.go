package kustomize

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// source is a text with its lines: a file without its byte order mark, or a rendered object.
type source struct {
	path string
	text string
	// lines are the byte offsets at which the lines start; units are the same offsets in UTF-16 code units.
	lines []int
	units []int
	// isPlain says that every character is one byte and one code unit.
	isPlain bool
}

// The furthest column at which something is looked for in a line that is not plain: it takes counting.
const maximumColumn = 10_000

// newSource finds the lines of a text as the YAML reader counts them: it knows more line breaks than the line feed.
func newSource(path, text string) *source {
	made := &source{path: path, text: text, lines: []int{0}, units: []int{0}, isPlain: true}
	units := 0
	for index := 0; index < len(text); {
		character, size := utf8.DecodeRuneInString(text[index:])
		index += size
		units += unitsOf(character)
		made.isPlain = made.isPlain && size == 1
		if isBreak(character) && !(character == '\r' && strings.HasPrefix(text[index:], "\n")) {
			made.lines = append(made.lines, index)
			made.units = append(made.units, units)
		}
	}
	return made
}

// fileSource is nil for what is no UTF-8 text: nothing is found in it.
func fileSource(file File) *source {
	text := bytes.TrimPrefix(file.Bytes, []byte("\uFEFF"))
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) != -1 {
		return nil
	}
	return newSource(file.Path, string(text))
}

func isBreak(character rune) bool {
	switch character {
	case '\n', '\r', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

func unitsOf(character rune) int {
	if character > 0xFFFF {
		return 2
	}
	return 1
}

// offset is the byte at a line and column, both from 1, the column in characters. It is -1 outside of the text.
func (s *source) offset(line, column int) int {
	if line < 1 || line > len(s.lines) || column < 1 {
		return -1
	}
	end := s.endOfLine(line)
	offset := s.lines[line-1]
	if s.isPlain {
		if offset += column - 1; offset > end {
			return -1
		}
		return offset
	}
	if column > maximumColumn {
		return -1
	}
	for ; column > 1; column-- {
		if offset >= end {
			return -1
		}
		_, size := utf8.DecodeRuneInString(s.text[offset:])
		offset += size
	}
	return offset
}

// endOfLine is the byte after the last character of a line that is neither a break nor a blank.
func (s *source) endOfLine(line int) int {
	end := len(s.text)
	if line < len(s.lines) {
		end = s.lines[line]
	}
	return s.lines[line-1] + len(strings.TrimRight(s.text[s.lines[line-1]:end], " \t\r\n\u0085\u2028\u2029"))
}

// lineAt is the line, from 1, that holds a byte.
func (s *source) lineAt(offset int) int {
	index, isStart := slices.BinarySearch(s.lines, offset)
	if isStart {
		return index + 1
	}
	return index
}

// toUnits turns a byte offset into one in UTF-16 code units.
func (s *source) toUnits(offset int) int {
	if s.isPlain {
		return offset
	}
	line := s.lineAt(offset)
	units := s.units[line-1]
	for _, character := range s.text[s.lines[line-1]:offset] {
		units += unitsOf(character)
	}
	return units
}
