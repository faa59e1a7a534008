package trace

import "text/template/parse"

// part says what of a pipe's value a name stands for.
type part int

const (
	whole part = iota
	element
	key
)

// condition is the name of a scope that declares nothing: the block of an if.
const condition = "if"

// shortBlock is the most lines of a block whose condition is taken for what decides about its text.
const shortBlock = 4

// scope is what a name means from one place of a template on. Nil is the start of a template.
type scope struct {
	outer *scope
	// name is a variable with its dollar sign, or a dot.
	name string
	// pipe is its value, and at is where the names of the pipe are looked up.
	pipe *parse.PipeNode
	at   *scope
	part part
	// loop is the site of the loop whose round decides, for an element or a key.
	loop int
	// isAssigned tells an assignment from a declaration.
	isAssigned bool
	// isMaybe says that the assignment stands in a branch that may not have been taken.
	isMaybe bool
}

// conditionOf finds the condition of the innermost block, where that is a short one.
func (s *scope) conditionOf() *scope {
	for current := s; current != nil && current.name != "."; current = current.outer {
		if current.name == condition {
			return current
		}
	}
	return nil
}

// assignedSince lists the assignments in a block to variables that were declared before it.
func (s *scope) assignedSince(outside *scope) []*scope {
	found := []*scope{}
	for current := s; current != nil && current != outside; current = current.outer {
		if current.isAssigned && !current.outer.declaresBefore(current.name, outside) {
			found = append([]*scope{current}, found...)
		}
	}
	return found
}

// declaresBefore says whether a name is declared between here and a place further out.
func (s *scope) declaresBefore(name string, outside *scope) bool {
	for current := s; current != nil && current != outside; current = current.outer {
		if current.name == name && !current.isAssigned {
			return true
		}
	}
	return false
}

// maximumMaybes bounds what one branch hands on: its cost would else grow with the square of a hostile template.
const maximumMaybes = 100

func (s *scope) withMaybe(assigned []*scope) *scope {
	for _, one := range assigned[max(0, len(assigned)-maximumMaybes):] {
		maybe := *one
		maybe.outer, maybe.isMaybe = s, true
		s = &maybe
	}
	return s
}
