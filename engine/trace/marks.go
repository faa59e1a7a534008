// Package trace finds out which piece of which template printed each piece of a rendered text: it prints templates back with marks,
// and reads the marks of the output.
package trace

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A mark is a sentinel and two digits of base 1024, all of them letters of the Yi script: printable, so that quoting functions leave
// them alone, and without case. The sentinel says what follows.
const (
	textSentinel   = '\uA490' // a text of the template
	openSentinel   = '\uA491' // an action that prints
	closeSentinel  = '\uA492' // the end of that action; it has no digits
	loopSentinel   = '\uA493' // a loop begins
	roundSentinel  = '\uA494' // its next round; it has no digits
	leaveSentinel  = '\uA495' // the loop has ended; it has no digits
	skipSentinel   = '\uA496' // a block that was skipped, with a key that it would have printed
	digitZero      = '\uA000'
	digitBase      = 1024
	maximumSites   = digitBase * digitBase
	closeMark      = string(closeSentinel)
	roundMark      = string(roundSentinel)
	leaveMark      = string(leaveSentinel)
	sentinelLetter = "\uA490\uA491\uA492\uA493\uA494\uA495\uA496"
)

func mark(sentinel rune, site int) string {
	return string([]rune{sentinel, digitZero + rune(site/digitBase), digitZero + rune(site%digitBase)})
}

// HoldsMarks says whether a text has letters that marks begin with.
func HoldsMarks(text string) bool { return strings.ContainsAny(text, sentinelLetter) }

// readMark reads a mark at the start of a text. Its length is 0 where there is none.
func readMark(text string) (sentinel rune, site, length int) {
	sentinel, width := utf8.DecodeRuneInString(text)
	switch sentinel {
	case closeSentinel, roundSentinel, leaveSentinel:
		return sentinel, 0, width
	case textSentinel, openSentinel, loopSentinel, skipSentinel:
	default:
		return 0, 0, 0
	}
	length = width
	for range 2 {
		digit, width := utf8.DecodeRuneInString(text[length:])
		if digit < digitZero || digit >= digitZero+digitBase {
			return 0, 0, 0
		}
		site = site*digitBase + int(digit-digitZero)
		length += width
	}
	return sentinel, site, length
}

// trimAroundMarks is strings.TrimSpace for a text with marks: blanks go, and the marks among them stay.
func trimAroundMarks(text string) string {
	var output strings.Builder
	start := 0
	for start < len(text) {
		letter, width := utf8.DecodeRuneInString(text[start:])
		if unicode.IsSpace(letter) {
			start += width
			continue
		}
		_, _, length := readMark(text[start:])
		if length == 0 {
			break
		}
		output.WriteString(text[start : start+length])
		start += length
	}
	rest := text[start:]
	end, marks := len(rest), []string{}
	for end > 0 {
		letter, width := utf8.DecodeLastRuneInString(rest[:end])
		if unicode.IsSpace(letter) {
			end -= width
			continue
		}
		length := markBefore(rest[:end])
		if length == 0 {
			break
		}
		marks = append(marks, rest[end-length:end])
		end -= length
	}
	output.WriteString(rest[:end])
	for _, mark := range slices.Backward(marks) {
		output.WriteString(mark)
	}
	return output.String()
}

// markBefore returns the length of the mark at the end of a text, or 0.
func markBefore(text string) int {
	for _, length := range []int{len(closeMark), len(closeMark) + 2*len(string(digitZero))} {
		if length > len(text) {
			return 0
		}
		if _, _, found := readMark(text[len(text)-length:]); found == length {
			return length
		}
	}
	return 0
}
