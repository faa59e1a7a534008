package trace

import (
	"strings"
	"testing"
)

func TestMarksAreReadBack(t *testing.T) {
	for _, site := range []int{0, 1, 1023, 1024, maximumSites - 1} {
		text := mark(openSentinel, site)
		sentinel, found, length := readMark(text + "rest")
		if sentinel != openSentinel || found != site || length != len(text) {
			t.Errorf("%d is read as %c %d of %d bytes", site, sentinel, found, length)
		}
	}
	for _, text := range []string{"", "a", string(textSentinel), string(textSentinel) + "ab", string(openSentinel) + string(digitZero)} {
		if _, _, length := readMark(text); length != 0 {
			t.Errorf("%q is read as a mark", text)
		}
	}
}

func TestTrimmingLeavesMarks(t *testing.T) {
	open, text := mark(openSentinel, 5), mark(textSentinel, 7)
	cases := map[string]string{
		"":                       "",
		" \n ":                   "",
		" a b ":                  "a b",
		open + "\n " + closeMark: open + closeMark,
		" " + open + " " + text + "a b\n" + closeMark + "\n" + closeMark + " ": open + text + "a b" + closeMark + closeMark,
		text + "a " + text + "b ":               text + "a " + text + "b",
		"a" + open + closeMark + roundMark + "": "a" + open + closeMark + roundMark,
	}
	for input, expected := range cases {
		if found := trimAroundMarks(input); found != expected {
			t.Errorf("%q becomes %q instead of %q", input, found, expected)
		}
	}
}

func instrumented(t *testing.T, texts ...string) *Instrumented {
	t.Helper()
	sources := []Source{}
	for index, text := range texts {
		sources = append(sources, Source{Name: strings.Repeat("x", index+1), Text: text})
	}
	result, err := Instrument(sources)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestMarksThatDoNotFitTogetherAreRefused(t *testing.T) {
	result := instrumented(t, "a {{ .b }} c")
	open := mark(openSentinel, 1)
	for _, text := range []string{
		closeMark, open, open + closeMark + closeMark, mark(openSentinel, 99) + closeMark, string(textSentinel) + "a",
		roundMark, leaveMark,
	} {
		if _, _, ok := result.Resolve(text); ok {
			t.Errorf("%q is read", text)
		}
	}
	stripped, found, ok := result.Resolve("x" + open + "y" + closeMark + "z")
	if !ok || stripped != "xyz" || len(found.Pieces) != 2 || found.Pieces[0].Start != 1 || found.Pieces[1].Site != -1 {
		t.Errorf("%q %+v", stripped, found)
	}
}

func TestLinesThatDifferKeepTheirPlaces(t *testing.T) {
	result := instrumented(t, "a: 1\nsum: {{ .b }} end\nc: 2\n")
	_, found, ok := result.Resolve(
		mark(textSentinel, 0) + "a: 1\n" + mark(textSentinel, 1) + "sum: " + mark(openSentinel, 2) + "12345" + closeMark + " " +
			mark(textSentinel, 3) + "end\n" + mark(textSentinel, 4) + "c: 2\n")
	if !ok {
		t.Fatal("not resolved")
	}
	aligned, ok := found.Align("a: 1\nsum: 12345 end\nc: 2\n", "a: 1\nsum: 9 end\nc: 2\n")
	if !ok {
		t.Fatal("not aligned")
	}
	sites := map[int]int{}
	for _, piece := range aligned.Pieces {
		sites[piece.Start] = piece.Site
	}
	if sites[0] != 0 || sites[5] != 1 || sites[16] != 4 {
		t.Errorf("%+v", sites)
	}
	if _, ok := found.Align("a\n", "a\nb\n"); ok {
		t.Error("texts with other numbers of lines are aligned")
	}
}

func TestAnActionEndsBehindItsStrings(t *testing.T) {
	for text, expected := range map[string]int{
		`{{ a }} b }}`:              7,
		"{{ `}}` }} x":              10,
		`{{ "}}\"}}" }} x`:          14,
		`{{ '}' }}`:                 9,
		"{{ print \"a\" `b\n}}` }}": 22,
	} {
		if found := endOfAction(text, 3); found != expected {
			t.Errorf("%s ends at %d", text, found)
		}
	}
}
