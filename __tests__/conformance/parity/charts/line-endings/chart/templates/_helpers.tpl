{{ define "x" }}
value
{{ end }}
