package helm

import (
	"regexp"
	"strings"

	"hardening-gate/engine/failure"
)

// A place in Helm's error texts: "chart/templates/x.yaml:3:4", where the column counts bytes from 0 and may be absent.
var place = regexp.MustCompile(`(?m)(?:^|\(|template: )([^\s():<>"]+/[^\s():<>"]+):(\d+)(?::(\d+))?`)

// templateFailure finds the place in the error of a render: the innermost of the call chain that is a file.
func templateFailure(err error, sources *sources) *failure.Failure {
	found := &failure.Failure{Kind: "template", Message: err.Error()}
	for _, match := range place.FindAllStringSubmatch(err.Error(), -1) {
		path := sources.pathOfTemplate(match[1])
		if path == "" {
			continue
		}
		found.Template, found.Path, found.Line = match[1], path, failure.Number(match[2])
		found.Column = 0
		if match[3] != "" {
			found.Column = failure.Number(match[3]) + 1
		}
		if strings.HasPrefix(path, "charts/") && strings.HasSuffix(path, ".tgz") {
			found.Line, found.Column = 0, 0
		}
	}
	return found
}

func isUndefinedTemplate(message string) bool {
	return strings.Contains(message, "no template ") || strings.Contains(message, "not defined")
}
