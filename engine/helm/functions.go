package helm

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

// deterministicFunctions replaces what is random, slow, or reads a clock by constants of the same shape: two renders of the same
// files are equal byte for byte, and no key is ever generated.
func deterministicFunctions() template.FuncMap {
	return template.FuncMap{
		"randAlphaNum": func(length int) string { return fill("aB3dE6gH9j", length) },
		"randAlpha":    func(length int) string { return fill("aBcDeFgHiJ", length) },
		"randNumeric":  func(length int) string { return fill("1234567890", length) },
		"randAscii":    func(length int) string { return fill("aB3-dE6_gH", length) },
		"randBytes": func(length int) (string, error) {
			return base64.StdEncoding.EncodeToString([]byte(fill("\x00", length))), nil
		},
		"randInt": func(minimum, maximum int) (int, error) {
			if maximum <= minimum {
				return 0, fmt.Errorf("randInt wants a range, got %d to %d", minimum, maximum)
			}
			return minimum, nil
		},
		"shuffle":                  func(text string) string { return text },
		"uuidv4":                   func() string { return "00000000-0000-4000-8000-000000000000" },
		"bcrypt":                   func(string) string { return passwordHash },
		"htpasswd":                 htpasswd,
		"derivePassword":           derivePassword,
		"encryptAES":               encryptAES,
		"genPrivateKey":            privateKey,
		"genCA":                    func(string, int) certificate { return placeholderCertificate("") },
		"genCAWithKey":             func(_ string, _ int, key string) certificate { return placeholderCertificate(key) },
		"genSelfSignedCert":        func(string, []any, []any, int) certificate { return placeholderCertificate("") },
		"genSelfSignedCertWithKey": func(_ string, _, _ []any, _ int, key string) certificate { return placeholderCertificate(key) },
		"genSignedCert":            func(string, []any, []any, int, any) certificate { return placeholderCertificate("") },
		"genSignedCertWithKey": func(_ string, _, _ []any, _ int, _ any, key string) certificate {
			return placeholderCertificate(key)
		},
		"buildCustomCert": buildCustomCert,
	}
}

// The hash of no password: version, cost and 53 letters of salt and hash, as bcrypt prints them.
var passwordHash = "$2a$10$" + fill("placeholder", 53)

// The lengths of what derivePassword makes.
var derivedLengths = map[string]int{"maximum": 20, "long": 14, "medium": 8, "short": 4, "basic": 8, "pin": 4}

// certificate has the fields that templates read.
type certificate struct {
	Cert string
	Key  string
}

func fill(pattern string, length int) string {
	if length <= 0 {
		return ""
	}
	return strings.Repeat(pattern, length/len(pattern)+1)[:length]
}

func htpasswd(username, _ string) string {
	if strings.Contains(username, ":") {
		return "invalid username: " + username
	}
	return username + ":" + passwordHash
}

func derivePassword(_ uint32, kind, _, _, _ string) string {
	length, isKnown := derivedLengths[kind]
	if !isKnown {
		return "cannot find password template " + kind
	}
	return fill("1234567890", length)
}

// encryptAES is the original but for its start vector, which is zero: what it makes can be decrypted.
func encryptAES(password, plaintext string) (string, error) {
	if plaintext == "" {
		return "", nil
	}
	key := make([]byte, 32)
	copy(key, password)
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", err
	}
	padding := aes.BlockSize - len(plaintext)%aes.BlockSize
	content := append([]byte(plaintext), bytes.Repeat([]byte{byte(padding)}, padding)...)
	output := make([]byte, aes.BlockSize+len(content))
	cipher.NewCBCEncrypter(block, output[:aes.BlockSize]).CryptBlocks(output[aes.BlockSize:], content)
	return base64.StdEncoding.EncodeToString(output), nil
}

func privateKey(kind string) string {
	switch kind {
	case "", "rsa":
		return placeholder("RSA PRIVATE KEY", 2349)
	case "dsa":
		return placeholder("DSA PRIVATE KEY", 861)
	case "ecdsa":
		return placeholder("EC PRIVATE KEY", 121)
	case "ed25519":
		return placeholder("PRIVATE KEY", 48)
	}
	return "Unknown type " + kind
}

func placeholderCertificate(key string) certificate {
	if key == "" {
		key = placeholder("RSA PRIVATE KEY", 1192)
	}
	return certificate{Cert: placeholder("CERTIFICATE", 800), Key: key}
}

// placeholder wraps filler text, which is no key, as PEM does.
func placeholder(label string, size int) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: []byte(fill("placeholder ", size))}))
}

// buildCustomCert passes what the functions above made, and checks everything else as the original does.
func buildCustomCert(encodedCertificate, encodedKey string) (any, error) {
	made := placeholderCertificate("")
	text, err := base64.StdEncoding.DecodeString(encodedCertificate)
	if err == nil && string(text) == made.Cert {
		key, err := base64.StdEncoding.DecodeString(encodedKey)
		if err != nil {
			return nil, errors.New("unable to decode base64 private key")
		}
		return certificate{Cert: made.Cert, Key: string(key)}, nil
	}
	original := template.Must(template.New("").Funcs(sprig.TxtFuncMap()).Parse(
		`{{ $c := buildCustomCert .Certificate .Key }}{{ $c.Cert }}{{ "\x00" }}{{ $c.Key }}`))
	var output strings.Builder
	arguments := map[string]string{"Certificate": encodedCertificate, "Key": encodedKey}
	if err := original.Execute(&output, arguments); err != nil {
		return nil, errors.New(reasonOf(err.Error()))
	}
	cert, key, _ := strings.Cut(output.String(), "\x00")
	return certificate{Cert: cert, Key: key}, nil
}

func reasonOf(message string) string {
	_, reason, isFound := strings.Cut(message, "error calling buildCustomCert: ")
	if !isFound {
		return message
	}
	return reason
}
