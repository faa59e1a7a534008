// Package errors recognises the answers of a cluster. No cluster ever answers here.
package errors

// IsNotFound says whether a cluster answered that an object does not exist.
func IsNotFound(error) bool { return false }
