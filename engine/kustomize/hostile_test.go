package kustomize

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Whatever a build survives, its trace survives as well, and takes not much longer.
func TestTraceSurvives(t *testing.T) {
	documents := strings.Builder{}
	for index := range 500 {
		fmt.Fprintf(&documents, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c%d}\n---\n", index)
	}
	wide := strings.Builder{}
	wide.WriteString("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: wide}\ndata:\n")
	for index := range 3_000 {
		fmt.Fprintf(&wide, "  k%d: é%d\n", index, index)
	}
	deep := strings.Repeat("[", 2000) + strings.Repeat("]", 2000)
	cases := map[string]map[string]string{
		"many documents": {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": documents.String()},
		"a wide object": {
			"kustomization.yaml": "resources: [a.yaml]\nnamePrefix: x-\npatches: [{target: {kind: ConfigMap}, patch: '[{\"op\": \"add\", \"path\": \"/data/new\", \"value\": \"1\"}]'}]\n",
			"a.yaml":             wide.String(),
		},
		"one long line": {
			"kustomization.yaml": "resources: [a.yaml]\n",
			"a.yaml":             "{apiVersion: v1, kind: ConfigMap, metadata: {name: long}, data: {" + strings.Repeat("ä", 200_000) + ": x, b: y}}\n",
		},
		"a deep object":  {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": "apiVersion: v1\nkind: X\nmetadata: {name: deep}\nspec: " + deep + "\n"},
		"an empty patch": {"kustomization.yaml": "resources: [a.yaml]\npatches: [{patch: ''}, {}, 7]\n", "a.yaml": "apiVersion: v1\nkind: X\nmetadata: {name: x}\n"},
		"a circle":       {"kustomization.yaml": "resources: [../o]\n"},
		"nothing":        {},
	}
	for name, texts := range cases {
		t.Run(name, func(t *testing.T) {
			request := Request{Directory: "o"}
			for path, text := range texts {
				request.Files = append(request.Files, File{"o/" + path, []byte(text)})
			}
			start := time.Now()
			_, wanted := Build(request)
			built := time.Since(start)
			start = time.Now()
			tracing, err := Trace(TraceRequest{Request: request})
			if (err == nil) != (wanted == nil) {
				t.Fatalf("the build says %v, the trace %v", wanted, err)
			}
			if traced := time.Since(start); traced > 10*built+10*time.Second {
				t.Errorf("the trace took %v, the build %v", traced, built)
			}
			if err == nil && len(tracing.Texts) == 0 {
				t.Error("nothing was traced")
			}
		})
	}
}

// The lines of the copies are right for every way to begin a document.
func TestSections(t *testing.T) {
	object := "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n"
	for _, text := range []string{
		object, "---\n" + object, "--- # comment\n---\n" + object, "\n\n---\n" + object, "# comment\n---\n" + object,
		"---\n---\n---\n" + object, object + "---\n", object + "--- \n# nothing\n---\n", "---\r\n" + strings.ReplaceAll(object, "\n", "\r\n"),
		"\uFEFF" + object, "\uFEFF---\n" + object, "%%YAML 1.1\n---\n" + object,
	} {
		text = fmt.Sprintf(text, "found")
		request := Request{Files: []File{{"kustomization.yaml", []byte("resources: [a.yaml]\n")}, {"a.yaml", []byte(text)}}}
		tracing, err := Trace(TraceRequest{Request: request})
		if err != nil || len(tracing.Texts) != 1 {
			t.Logf("%q: %v", text, err)
			continue
		}
		if found := describe(t, request); !strings.Contains(found, "<- resource a.yaml:"+lineOf(text, "kind")+" `kind: ConfigMap`") {
			t.Errorf("%q: %s", text, found)
		}
	}
}

func lineOf(text, wanted string) string {
	before, _, _ := strings.Cut(text, wanted)
	return fmt.Sprint(strings.Count(before, "\n") + 1)
}
