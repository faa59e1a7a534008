// Package failure describes why something could not be rendered, in a form that the host can place in a file.
package failure

import (
	"errors"
	"strconv"
	"strings"
)

// Failure is an error with a kind and, where it is known, a place.
type Failure struct {
	// Kind is one of template, values, schema, chart, dependency, kustomize, output, internal.
	Kind    string `json:"kind"`
	Message string `json:"message"`
	// Template is the name that Helm gives to the template, as in its "# Source:" comments.
	Template string `json:"template,omitempty"`
	// Path is relative to the root of what the host sent.
	Path string `json:"path,omitempty"`
	// Line and Column count from 1; 0 is unknown.
	Line   int `json:"line,omitempty"`
	Column int `json:"column,omitempty"`
	// Missing lists the absent dependencies, when there are any.
	Missing any `json:"missing,omitempty"`
}

// Error returns the message.
func (f *Failure) Error() string { return f.Message }

// From makes a failure of any error; one that no operation explains is internal.
func From(err error) *Failure {
	if found, ok := errors.AsType[*Failure](err); ok {
		return found
	}
	return &Failure{Kind: "internal", Message: err.Error()}
}

// The most bytes of a message that are kept at its start and at its end: a recursion repeats itself a thousand times.
const (
	messageStart = 3000
	messageEnd   = 1000
)

// Shorten cuts the middle out of a long message.
func (f *Failure) Shorten() *Failure {
	if len(f.Message) > messageStart+messageEnd {
		start, end := f.Message[:messageStart], f.Message[len(f.Message)-messageEnd:]
		f.Message = strings.ToValidUTF8(start, "") + " … " + strings.ToValidUTF8(end, "")
	}
	return f
}

// Number reads a decimal number and returns 0 when there is none.
func Number(text string) int {
	number, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return number
}
