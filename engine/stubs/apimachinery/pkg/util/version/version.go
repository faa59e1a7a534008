// Package version hands through the parser of Kubernetes versions.
package version

import upstream "upstream.invalid/apimachinery/pkg/util/version"

// Version is a parsed version.
type Version = upstream.Version

// ParseGeneric is the real parser.
var ParseGeneric = upstream.ParseGeneric
