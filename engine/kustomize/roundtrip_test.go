package kustomize

import (
	"flag"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// What a trace says must be true: a change of the place that a value is said to come from changes that value, and nothing that is said to
// come from elsewhere.
// Every fifth value is tried, or all of them with -all, which takes minutes.
func TestRoundTrip(t *testing.T) {
	folders, _ := filepath.Glob("testdata/*/overlay")
	parity, _ := filepath.Glob("../../__tests__/conformance/parity/overlays/*/overlay")
	total, missed := 0, map[string]bool{}
	for _, folder := range append(folders, parity...) {
		tried, misses := roundTrip(requestOf(t, filepath.Dir(folder)))
		total += tried
		for _, miss := range misses {
			place := filepath.Base(filepath.Dir(folder)) + ": " + miss.place
			missed[place] = true
			if reasons[place] == "" {
				t.Errorf("%s: %s", place, miss.cause)
			}
		}
	}
	for place := range reasons {
		if *all && !missed[place] {
			t.Errorf("%s is not missed any more", place)
		}
	}
	t.Logf("%d of %d values are where the trace says", total-len(missed), total)
	if *all && len(missed)*100 > total {
		t.Errorf("%d of %d values are missed", len(missed), total)
	}
}

var all = flag.Bool("all", false, "change the place of every value")

// reasons are the values that do not follow their place, and why.
var reasons = map[string]string{
	"generators: ConfigMap settings-dfc9cm984m /binaryData/blob.bin": "the file is binary, so the place is its name",
	"patches: Deployment web /metadata/labels/app":                   "a patch finds the object by this label",
	"patches: Deployment web /spec/replicas":                         "an operation tests the value",
	"seeing-patches: Service copied /metadata/annotations/a":         "a patch copies all annotations as they are while kustomize works",
	"layers: Role db-right /rules/0/verbs/2":                         "the lines of a folded text cannot be told apart",
	"text: ConfigMap generated-mbtf7h58ht /data/both.yaml":           "the file is also a resource, and what was appended is no object",
}

// Whoever changes these makes another object or list item, which no patch fits any more.
var isIdentifying = regexp.MustCompile(`^/(kind|apiVersion|metadata/name)$|/\d+/(name|port|containerPort)$`)

// What kustomize itself says about its builds stands nowhere.
var isOwnAnnotation = regexp.MustCompile(`/(alpha|internal)?\.?config\.kubernetes\.io/`)

// value is a plain value of the output and where it starts, in characters.
type value struct {
	route        string
	text         string
	line, column int
}

// miss is a value that does not follow its place.
type miss struct{ place, cause string }

func roundTrip(request Request) (tried int, misses []miss) {
	tracing, err := Trace(TraceRequest{Request: request})
	if err != nil {
		return 0, nil
	}
	before, _ := Build(request)
	seen := 0
	for index, one := range tracing.Texts {
		for _, found := range valuesOf(one.Text) {
			piece := pieceAt(one, found)
			if piece == nil || isIdentifying.MatchString(found.route) || isOwnAnnotation.MatchString(found.route) {
				continue
			}
			if seen++; seen%5 != 1 && !*all {
				continue
			}
			tried++
			if len(piece) == 4 {
				misses = append(misses, miss{nameIn(one.Text) + " " + found.route, "no place"})
				continue
			}
			if at := one.Places[piece[4]]; isName(request, tracing.Paths[at[0]], at[1]) {
				tried-- // whatever finds an object by its name loses it
				continue
			}
			if cause := tryChange(request, tracing, before, index, found, one.Places[piece[4]]); cause != "" {
				misses = append(misses, miss{nameIn(one.Text) + " " + found.route, cause})
			}
		}
	}
	return tried, misses
}

func nameIn(text string) string {
	have := identityOf(parseDocument(text))
	return have.kind + " " + have.name
}

func tryChange(request Request, tracing *Tracing, before *Rendering, index int, wanted value, at [4]int) string {
	changed, said := change(request, tracing.Paths[at[0]], at[1], at[2])
	if said == "" {
		return "nothing to change"
	}
	after, err := Build(changed)
	if err != nil {
		return said + " fails: " + strings.ReplaceAll(err.Error(), "\n", " ")
	}
	if len(after.Resources) != len(before.Resources) {
		return said + " makes other objects"
	}
	isChanged := false
	for number, one := range before.Resources {
		now := map[string]string{}
		for _, found := range valuesOf(after.Resources[number].Text) {
			now[found.route] = found.text
		}
		for _, found := range valuesOf(one.Text) {
			if now[found.route] == found.text {
				continue
			}
			if number == index && found.route == wanted.route {
				isChanged = true
			} else if !isRelated(tracing, number, found, at) {
				return fmt.Sprintf("%s changes %s %s", said, nameIn(one.Text), found.route)
			}
		}
	}
	if !isChanged {
		return said + " changes nothing"
	}
	return ""
}

// isRelated says whether a value is traced to a place that overlaps another, or follows from the name of an object.
func isRelated(tracing *Tracing, number int, found value, at [4]int) bool {
	one := tracing.Texts[number]
	if found.route == "/metadata/name" || strings.HasSuffix(found.route, "ame") {
		return true // hashes in names, and what refers to them
	}
	piece := pieceAt(one, found)
	if piece == nil {
		return false
	}
	for _, number := range piece[4:] {
		if other := one.Places[number]; other[0] == at[0] && other[1] < at[2] && at[1] < other[2] {
			return true
		}
	}
	return false
}

// unitsOfFile is the text that places are in: without its byte order mark.
func unitsOfFile(file File) []uint16 {
	return utf16.Encode([]rune(strings.TrimPrefix(string(file.Bytes), "\uFEFF")))
}

func isName(request Request, path string, start int) bool {
	index := slices.IndexFunc(request.Files, func(file File) bool { return file.Path == path })
	return strings.HasPrefix(string(utf16.Decode(unitsOfFile(request.Files[index])[start:])), "name: ")
}

var keyed = regexp.MustCompile(`^("[^"]*"|'[^']*'|[^\s:=]+)(:\s+|=)`)

// change writes another value into a place; "" where there is none.
func change(request Request, path string, start, end int) (Request, string) {
	request.Files = slices.Clone(request.Files)
	for index, file := range request.Files {
		if file.Path != path {
			continue
		}
		units := unitsOfFile(file)
		before, at, after := string(utf16.Decode(units[:start])), string(utf16.Decode(units[start:end])), string(utf16.Decode(units[end:]))
		key := keyed.FindString(at)
		changed := key + another(at[len(key):])
		request.Files[index].Bytes = []byte(before + changed + after)
		return request, fmt.Sprintf("%s:%d `%s`→`%s`", path, strings.Count(before, "\n")+1, firstLineOf(at), firstLineOf(changed))
	}
	return request, ""
}

func another(text string) string {
	switch {
	case text == "true":
		return "false"
	case text == "false":
		return "true"
	case strings.HasSuffix(text, `"`), strings.HasSuffix(text, "'"):
		inner := text[:len(text)-1]
		if number, err := strconv.Atoi(strings.Trim(text, `"'`)); err == nil {
			return text[:1] + strconv.Itoa(number+1) + text[:1]
		}
		return inner + "x" + text[len(text)-1:]
	}
	if number, err := strconv.ParseInt(text, 0, 64); err == nil {
		return strconv.FormatInt(number+1, 10)
	}
	return text + "x"
}

func valuesOf(text string) []value {
	found := []value{}
	var visit func(node *kyaml.Node, route string)
	visit = func(node *kyaml.Node, route string) {
		switch node.Kind {
		case kyaml.ScalarNode:
			found = append(found, value{route, node.Value, node.Line, node.Column})
		case kyaml.MappingNode:
			for index := 0; index+1 < len(node.Content); index += 2 {
				visit(node.Content[index+1], route+"/"+node.Content[index].Value)
			}
		case kyaml.SequenceNode:
			for index, item := range node.Content {
				visit(item, fmt.Sprintf("%s/%d", route, index))
			}
		}
	}
	visit(parseDocument(text), "")
	return found
}

// pieceAt finds the piece of the output that is smallest around a value.
func pieceAt(one TracedText, found value) []int {
	source := newSource("", one.Text)
	at := source.toUnits(source.offset(found.line, found.column))
	var smallest []int
	for _, piece := range one.Pieces {
		if piece[0] <= at && at < piece[1] && (smallest == nil || piece[1]-piece[0] <= smallest[1]-smallest[0]) {
			smallest = piece
		}
	}
	return smallest
}
