// Package cli has no code: its go.mod pins the command lines.
package cli
