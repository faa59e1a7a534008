// Package yaml hands through the reader of document streams.
package yaml

import upstream "upstream.invalid/apimachinery/pkg/util/yaml"

// YAMLReader reads one document after the other.
type YAMLReader = upstream.YAMLReader

// NewYAMLReader is the real one.
var NewYAMLReader = upstream.NewYAMLReader
