// Package version hands through the description of a server's version.
package version

import upstream "upstream.invalid/apimachinery/pkg/version"

// Info is the real type.
type Info = upstream.Info
