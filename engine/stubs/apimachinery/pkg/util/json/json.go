// Package json hands through what the real package "util/yaml" imports.
package json

import upstream "upstream.invalid/apimachinery/pkg/util/json"

// The real functions.
var (
	ConvertInterfaceNumbers = upstream.ConvertInterfaceNumbers
	ConvertMapNumbers       = upstream.ConvertMapNumbers
	ConvertSliceNumbers     = upstream.ConvertSliceNumbers
	Unmarshal               = upstream.Unmarshal
)
