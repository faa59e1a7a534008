{{ define "check" }}

{{ fail "this never works" }}
{{ end }}
