package kustomize

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"

	"hardening-gate/engine/failure"
)

var (
	mentionedPath = regexp.MustCompile(`[\w@.+~/-]*[\w@+~-]`)
	yamlLine      = regexp.MustCompile(`\bline (\d+)\b`)
)

// explain finds the file that the error text is about: the one mentioned last, which is the innermost of the chain.
func explain(err error, request Request) *failure.Failure {
	message := strings.TrimSpace(err.Error())
	found := &failure.Failure{Kind: "kustomize", Message: message, Path: kustomizationOf(request, rootOf(request))}
	folder := rootOf(request)
	for _, mention := range mentionedPath.FindAllString(message, -1) {
		file := existingFile(request, folder, mention)
		if file == "" {
			continue
		}
		found.Path = file
		if slices.Contains(konfig.RecognizedKustomizationFileNames(), path.Base(file)) {
			folder = path.Join("/", path.Dir(file))
		}
	}
	if match := yamlLine.FindStringSubmatch(message); match != nil {
		found.Line = failure.Number(match[1])
	}
	found.Message = plainer(message)
	return found
}

var (
	accumulated = regexp.MustCompile(`accumulating resources from '([^']+)'`)
	plugin      = regexp.MustCompile(`unable to load external plugin '([^']+)'`)
)

// plainer replaces what kustomize says when it misses a program or a network, which it must not have here.
func plainer(message string) string {
	if match := plugin.FindStringSubmatch(message); match != nil {
		return fmt.Sprintf("The plugin or function %q is not run: the engine starts no programs.", match[1])
	}
	if strings.Contains(message, "must specify --enable-helm") {
		return "A chart of this kustomization is not inflated: the engine starts no programs."
	}
	if !strings.Contains(message, "no 'git' program on path") && !strings.Contains(message, "dial tcp") {
		return message
	}
	entry := "of this kustomization"
	if matches := accumulated.FindAllStringSubmatch(message, -1); matches != nil {
		entry = fmt.Sprintf("%q", matches[len(matches)-1][1])
	}
	return "The remote entry " + entry + " is not fetched: the engine has no network."
}

// existingFile returns the path of a mentioned file, or of the kustomization in a mentioned folder. Absolute mentions are
// those of kustomize itself; relative ones are taken from the folder that the text mentioned before.
func existingFile(request Request, folder, mention string) string {
	absolute := path.Join(folder, mention)
	if strings.HasPrefix(mention, "/") {
		absolute = path.Clean(mention)
	}
	for _, file := range request.Files {
		if path.Join("/", file.Path) == absolute {
			return file.Path
		}
	}
	if !strings.Contains(mention, "/") {
		return ""
	}
	return kustomizationOf(request, absolute)
}

func kustomizationOf(request Request, folder string) string {
	for _, file := range request.Files {
		for _, name := range konfig.RecognizedKustomizationFileNames() {
			if path.Join("/", file.Path) == path.Join(folder, name) {
				return file.Path
			}
		}
	}
	return ""
}
