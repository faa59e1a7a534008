package trace

import "strings"

// Piece says what printed a text up to the start of the next piece.
type Piece struct {
	// Start is an offset in bytes in the text without marks.
	Start int
	// Site printed it; -1 where nobody knows.
	Site int
	// Frame is the innermost action that called the template of the site; -1 in the file itself.
	Frame int

	rounds *round
}

// Frame is an action that is being carried out.
type Frame struct {
	Site int
	// Parent is the action around it; -1 in the file itself.
	Parent int

	rounds *round
}

// round says which round of a loop it is, and of the loops around it in the same template.
type round struct {
	site   int
	number int
	outer  *round
}

// Trace is the way back from one text.
type Trace struct {
	Pieces []Piece
	Frames []Frame
	// Skips are keys that a block did not print, where they would stand; their sites are the keys.
	Skips []Piece
}

// Resolve takes the marks out of a text. It returns false where they do not fit together.
func (i *Instrumented) Resolve(marked string) (stripped string, found *Trace, ok bool) {
	found = &Trace{}
	frame := -1
	var rounds *round
	var output strings.Builder
	for {
		start := strings.IndexAny(marked, sentinelLetter)
		if start < 0 {
			break
		}
		sentinel, site, length := readMark(marked[start:])
		if length == 0 || site >= len(i.Sites) {
			return "", nil, false
		}
		output.WriteString(marked[:start])
		marked = marked[start+length:]
		switch sentinel {
		case textSentinel:
			found.add(output.Len(), site, frame, rounds)
		case openSentinel:
			found.add(output.Len(), site, frame, rounds)
			found.Frames = append(found.Frames, Frame{Site: site, Parent: frame, rounds: rounds})
			frame, rounds = len(found.Frames)-1, nil
		case closeSentinel:
			if frame < 0 {
				return "", nil, false
			}
			frame, rounds = found.Frames[frame].Parent, found.Frames[frame].rounds
			found.resume(output.Len(), frame)
		case skipSentinel:
			found.Skips = append(found.Skips, Piece{Start: output.Len(), Site: site, Frame: frame, rounds: rounds})
		case loopSentinel:
			rounds = &round{site: site, number: -1, outer: rounds}
		case roundSentinel:
			if rounds == nil {
				return "", nil, false
			}
			rounds = &round{site: rounds.site, number: rounds.number + 1, outer: rounds.outer}
		case leaveSentinel:
			if rounds == nil {
				return "", nil, false
			}
			rounds = rounds.outer
		}
	}
	output.WriteString(marked)
	return output.String(), found, frame < 0
}

// resume goes back to an action whose call has printed something: what it adds to that, as a quote, is its own.
func (t *Trace) resume(start, frame int) {
	if frame < 0 {
		t.add(start, -1, -1, nil)
		return
	}
	around := t.Frames[frame]
	t.add(start, around.Site, around.Parent, around.rounds)
}

// add puts a piece at the end; one that begins at the same place printed nothing.
func (t *Trace) add(start, site, frame int, rounds *round) {
	if last := len(t.Pieces) - 1; last >= 0 && t.Pieces[last].Start == start {
		t.Pieces = t.Pieces[:last]
	}
	t.Pieces = append(t.Pieces, Piece{Start: start, Site: site, Frame: frame, rounds: rounds})
}

// Align moves a trace onto a text that differs from the stripped one in some lines: lines that are alike keep their pieces, lines that
// differ get the piece at their start. It returns false where there are not as many lines.
func (t *Trace) Align(stripped, plain string) (*Trace, bool) {
	from, to := strings.SplitAfter(stripped, "\n"), strings.SplitAfter(plain, "\n")
	if len(from) != len(to) {
		return nil, false
	}
	aligned := &Trace{Frames: t.Frames} // what was skipped has no line
	next, offset, target := 0, 0, 0
	current := Piece{Site: -1, Frame: -1}
	for index, line := range from {
		end := offset + len(line)
		isFirst := true
		for next < len(t.Pieces) && t.Pieces[next].Start < end {
			piece := t.Pieces[next]
			next++
			current = piece
			if line != to[index] && !isFirst {
				continue
			}
			piece.Start = target + min(piece.Start-offset, len(to[index]))
			aligned.Pieces = append(aligned.Pieces, piece)
			isFirst = isFirst && piece.Site < 0
		}
		offset, target = end, target+len(to[index])
		current.Start = target
		aligned.Pieces = append(aligned.Pieces, current)
	}
	return aligned, true
}
