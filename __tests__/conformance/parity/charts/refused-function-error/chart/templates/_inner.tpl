{{ define "inner" }}
{{ index .Values.list 7 }}{{ end }}
