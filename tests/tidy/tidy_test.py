#!/usr/bin/env python3
"""Each rule of tidy finds what it is for, and lets its legal twin pass."""

import unittest

import rules


def found(rule, path, text):
    return [line for line, _ in rule(rules.Source(path, text))]


class RulesTest(unittest.TestCase):
    def check(self, rule, path, bad, good):
        self.assertTrue(found(rule, path, bad), f"let pass: {bad}")
        self.assertFalse(found(rule, path, good), f"complained about: {good}")

    def test_first_line_is_a_comment(self):
        self.check(rules.first_line_says_what_it_is, "src/codec/a.cc",
                   "#include <string>\n", "// Reads one thing.\n#include <string>\n")

    def test_lines_are_short(self):
        self.check(rules.lines_are_short, "src/codec/a.cc", "x" * 101, "x" * 100)

    def test_lower_rooms_do_not_include_upper_ones(self):
        self.check(rules.includes_go_downward, "src/codec/a.cc",
                   '#include "domain/user.h"\n', '#include "base/result.h"\n')

    def test_operations_do_not_include_a_backend(self):
        self.check(rules.includes_go_downward, "src/ops/a.cc",
                   '#include "storage/sqlite/store.h"\n', '#include "storage/storage.h"\n')

    def test_a_subfolder_belongs_to_its_room(self):
        self.assertFalse(found(rules.includes_go_downward, "src/auth/flows/srp.cc",
                               '#include "auth/sign_in.h"\n#include "auth/flows/srp.h"\n'))

    def test_server_sees_the_public_headers_only(self):
        self.check(rules.includes_go_downward, "src/server/main.cc",
                   '#include "engine/engine.h"\n', '#include <postern/postern.h>\n')

    def test_openssl_stays_in_crypto(self):
        text = "#include <openssl/evp.h>\n"
        self.assertTrue(found(rules.libraries_stay_in_their_room, "src/tokens/a.cc", text))
        self.assertFalse(found(rules.libraries_stay_in_their_room, "src/crypto/a.cc", text))

    def test_own_header_first(self):
        self.check(rules.own_header_comes_first, "src/codec/a.cc",
                   '#include <string>\n#include "codec/a.h"\n',
                   '#include "codec/a.h"\n#include <string>\n')

    def test_wall_clock_and_locale_and_output(self):
        for bad, good in (("throw Refusal();", "throw std::bad_alloc();"),
                          ("auto t = time(nullptr);", "auto t = clock.time(nullptr);"),
                          ("std::chrono::system_clock::now();", "clock.now_us();"),
                          ("int c = std::tolower(x);", "char c = codec::ascii_lower(x);"),
                          ('printf("x");', "// printf(x) would be wrong here"),
                          ("if (memcmp(a, b, 3) == 0) {}", "if (equal(a, b)) {}"),
                          ('getenv("HOME");', 'auto s = "getenv(";')):
            with self.subTest(bad):
                self.check(rules.calls_are_allowed, "src/crypto/a.cc", bad, good)

    def test_verifications_compare_with_one(self):
        self.check(rules.openssl_verifications_equal_one, "src/crypto/a.cc",
                   "if (EVP_DigestVerify(c, s, n, d, m)) return true;",
                   "return EVP_DigestVerify(c, s, n,\n    d, m) == 1;")

    def test_unfinished_work_is_named(self):
        self.check(rules.words_are_absent, "src/codec/a.cc", "// TODO: this\n", "// Done.\n")

    def test_include_cycles(self):
        one = rules.Source("src/domain/a.h", '#include "domain/b.h"\n')
        two = rules.Source("src/domain/b.h", '#include "domain/a.h"\n')
        self.assertEqual(len(rules.include_cycles([one, two])), 1)
        self.assertEqual(rules.include_cycles([one, rules.Source("src/domain/b.h", "")]), [])


if __name__ == "__main__":
    unittest.main()
