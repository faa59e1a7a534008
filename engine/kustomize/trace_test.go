package kustomize

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

var update = flag.Bool("update", false, "write the expected traces")

// Each folder of testdata holds files and the folder "overlay" to build. Beside every line of the output stands what it comes from.
func TestTraces(t *testing.T) {
	folders, _ := filepath.Glob("testdata/*/overlay")
	for _, folder := range folders {
		name := filepath.Base(filepath.Dir(folder))
		t.Run(name, func(t *testing.T) {
			request := requestOf(t, filepath.Join("testdata", name))
			found := describe(t, request)
			expected := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(expected, []byte(found), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			wanted, err := os.ReadFile(expected)
			if err != nil || string(wanted) != found {
				t.Errorf("%v; the trace is now\n%s", err, found)
			}
		})
	}
}

func requestOf(t *testing.T, root string) Request {
	request := Request{Directory: "overlay"}
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		bytes, err := os.ReadFile(path)
		name, _ := filepath.Rel(root, path)
		request.Files = append(request.Files, File{filepath.ToSlash(name), bytes})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return request
}

// describe prints the output of a build, and behind each line the places of the pieces that start on it.
func describe(t *testing.T, request Request) string {
	tracing, err := Trace(TraceRequest{Request: request})
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Build(request)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]uint16{}
	for _, file := range request.Files {
		files[file.Path] = unitsOfFile(file)
	}
	var made strings.Builder
	for index, one := range tracing.Texts {
		if one.Text != plain.Resources[index].Text {
			t.Errorf("object %d is not what the build prints", index)
		}
		units := utf16.Encode([]rune(one.Text))
		start := 0
		for _, line := range strings.Split(strings.TrimRight(one.Text, "\n"), "\n") {
			end := start + len(utf16.Encode([]rune(line)))
			made.WriteString(line + "\n")
			for _, piece := range one.Pieces {
				if piece[0] < start || piece[0] > end {
					continue
				}
				shown := string(utf16.Decode(units[piece[0]:piece[2]]))
				made.WriteString("        # " + firstLineOf(shown) + " <-" + placesOf(tracing, one, piece[4:], files) + "\n")
			}
			start = end + 1
		}
		made.WriteString("---\n")
	}
	return made.String()
}

func placesOf(tracing *Tracing, one TracedText, numbers []int, files map[string][]uint16) string {
	var made strings.Builder
	for _, number := range numbers {
		place := one.Places[number]
		path := tracing.Paths[place[0]]
		before := string(utf16.Decode(files[path][:place[1]]))
		text := string(utf16.Decode(files[path][place[1]:place[2]]))
		part := []string{"resource", "patch", "generator", "kustomization"}[place[3]]
		made.WriteString(fmt.Sprintf(" %s %s:%d `%s`", part, path, strings.Count(before, "\n")+1, firstLineOf(text)))
	}
	return made.String()
}

func firstLineOf(text string) string {
	first, _, isLonger := strings.Cut(text, "\n")
	if isLonger {
		return strings.TrimRight(first, "\r") + "⏎"
	}
	return first
}
