//go:build wasip1

// The engine is a WebAssembly reactor: the host calls alloc, writes a JSON message there, calls call, and reads the JSON answer.
package main

import (
	"io"
	"log"
	"log/slog"
	"unsafe"
)

// buffers holds what the host may read or write, so that the collector leaves it alone.
var buffers = map[uint32][]byte{}

func init() {
	log.SetOutput(io.Discard)
	slog.SetDefault(slog.New(slog.DiscardHandler))
}

// alloc reserves size bytes and returns their address.
//
//go:wasmexport alloc
func alloc(size uint32) uint32 {
	return keep(make([]byte, size))
}

// call answers the message of length bytes at address. The answer's address is in the upper half, its length in the lower.
//
//go:wasmexport call
func call(address, length uint32) uint64 {
	message := buffers[address][:length]
	delete(buffers, address)
	response := answer(message)
	return uint64(keep(response))<<32 | uint64(len(response))
}

// release forgets the buffer at address.
//
//go:wasmexport release
func release(address uint32) {
	delete(buffers, address)
}

func keep(buffer []byte) uint32 {
	if cap(buffer) == 0 {
		buffer = make([]byte, 0, 1)
	}
	address := uint32(uintptr(unsafe.Pointer(unsafe.SliceData(buffer))))
	buffers[address] = buffer
	return address
}

func main() {}
