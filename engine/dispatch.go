package main

import (
	"encoding/json"
	"fmt"

	"hardening-gate/engine/failure"
	"hardening-gate/engine/helm"
	"hardening-gate/engine/kustomize"
)

// message is what the host sends: the name of an operation, and what it works on.
type message struct {
	Operation string          `json:"operation"`
	Request   json.RawMessage `json:"request"`
}

// response is what the host receives: a result or the reason why there is none.
type response struct {
	OK     bool             `json:"ok"`
	Result any              `json:"result,omitempty"`
	Error  *failure.Failure `json:"error,omitempty"`
}

// answer carries out one message. A panic of a library becomes a failure, so that the instance stays usable.
func answer(input []byte) []byte {
	result, err := carryOut(input)
	reply := response{OK: err == nil, Result: result}
	if err != nil {
		reply = response{Error: failure.From(err).Shorten()}
	}
	output, err := json.Marshal(reply)
	if err != nil {
		output, _ = json.Marshal(response{Error: failure.From(err).Shorten()})
	}
	return output
}

func carryOut(input []byte) (result any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			result, err = nil, fmt.Errorf("the engine gave up: %v", cause)
		}
	}()
	var received message
	if err := json.Unmarshal(input, &received); err != nil {
		return nil, fmt.Errorf("cannot read the message: %w", err)
	}
	switch received.Operation {
	case "version":
		return versions(), nil
	case "render_helm":
		return run(received.Request, helm.Render)
	case "trace_helm":
		return run(received.Request, helm.Trace)
	case "build_kustomize":
		return run(received.Request, kustomize.Build)
	case "trace_kustomize":
		return run(received.Request, kustomize.Trace)
	}
	return nil, fmt.Errorf("unknown operation %q", received.Operation)
}

// run decodes a request for an operation. A result that is not nil goes with a failure only where the operation says so.
func run[Request, Result any](input json.RawMessage, operation func(Request) (*Result, error)) (any, error) {
	var request Request
	if err := json.Unmarshal(input, &request); err != nil {
		return nil, fmt.Errorf("cannot read the request: %w", err)
	}
	result, err := operation(request)
	if err != nil {
		return nil, err
	}
	return result, nil
}
