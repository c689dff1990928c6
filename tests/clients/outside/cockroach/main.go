// Gives every statement that the PostgreSQL store sends to CockroachDB's own parser.
package main

import (
	"fmt"
	"os"
	"regexp"

	"github.com/cockroachdb/cockroachdb-parser/pkg/sql/parser"
)

var (
	joint     = regexp.MustCompile(`"\s*\n\s*"`) // Of a literal in several lines.
	statement = regexp.MustCompile(
		`"((?:BEGIN|COMMIT|ROLLBACK|SELECT|INSERT|UPDATE|DELETE|CREATE|SET)\b[^"]*)"`)
)

// statements returns what the source file at path holds of SQL, in string literals.
func statements(path string) ([]string, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, match := range statement.FindAllStringSubmatch(joint.ReplaceAllString(string(source), ""), -1) {
		found = append(found, match[1])
	}
	return found, nil
}

func main() {
	taken, refused := 0, 0
	for _, path := range os.Args[1:] {
		sql, err := statements(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		for _, one := range sql {
			if _, err := parser.Parse(one); err != nil {
				fmt.Printf("refused: %s\n  %v\n", one, err)
				refused++
				continue
			}
			taken++
		}
	}
	fmt.Printf("%d statements taken, %d refused\n", taken, refused)
	if refused > 0 || taken == 0 {
		os.Exit(1)
	}
}
