"""The project's rules as data and small functions. Each rule yields (line number, complaint).

A rule gets a `Source`: its path from the root, its lines, and its lines without comments and texts.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

CPP = {".h", ".hpp", ".cc", ".c"}


@dataclass
class Source:
    path: str
    text: str
    lines: list = field(init=False)
    code: list = field(init=False)

    def __post_init__(self):
        self.lines = self.text.splitlines()
        self.code = without_comments(self.text).splitlines() if self.suffix in CPP else self.lines

    @property
    def suffix(self):
        return Path(self.path).suffix

    def is_in(self, *folders):
        return any(self.path == f or self.path.startswith(f + "/") for f in folders)


def without_comments(text):
    """Blanks comments and the insides of strings, so that rules see code; lines stay in place."""
    token = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"\((.*?)\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)

    def blank(match):
        line_start = text.rfind("\n", 0, match.start()) + 1
        if text.startswith("#include", line_start):
            return match[0]  # The file name is code.
        return re.sub(r"[^\n]", " ", match[0])

    # Apostrophes between digits separate them; they begin no character.
    return token.sub(blank, re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "_", text))


# Who may include whom, besides itself and the standard library. A backend is a room of its own.
MAY_INCLUDE = {
    "src/base": [],
    "src/codec": ["base"],
    "src/crypto": ["base"],
    "src/saml": ["base", "codec", "crypto"],
    "src/storage": ["base", "codec", "crypto"],
    "src/storage/host": ["base", "storage"],
    "src/storage/memory": ["base", "storage"],
    "src/storage/postgres": ["base", "crypto", "storage"],
    "src/storage/sqlite": ["base", "storage"],
    "src/domain": ["base", "codec", "crypto", "storage"],
    "src/triggers": ["base", "codec", "storage", "domain"],
    "src/tokens": ["base", "codec", "crypto", "storage", "domain", "triggers"],
    "src/auth": ["base", "codec", "crypto", "storage", "domain", "tokens", "triggers"],
    "src/bulk": ["base", "codec", "crypto", "storage", "domain", "tokens", "auth", "triggers"],
    "src/ops": ["base", "codec", "storage", "domain", "tokens", "auth", "triggers", "bulk"],
    "src/http": ["base", "codec", "crypto", "ops"],
    "src/oauth": ["base", "codec", "crypto", "domain", "triggers", "tokens", "auth", "ops", "http"],
    "src/federation": ["base", "codec", "crypto", "saml", "domain", "triggers", "tokens", "auth",
                       "ops", "http", "oauth"],
    "src/web": ["base", "codec", "domain", "triggers", "tokens", "auth", "ops", "http", "oauth",
                "federation"],
    "src/engine": ["base", "codec", "crypto", "storage", "storage/memory", "storage/postgres",
                   "storage/sqlite", "domain", "triggers", "tokens", "auth", "bulk", "ops", "http",
                   "web"],
    "src/server": ["postern"],
    "capi": ["base", "codec", "http", "ops", "engine", "postern", "storage", "storage/host"],
    "bindings": ["postern"],
}

# Tests may look at anything.
OUTSIDE = ["tests", "bench", "fuzz"]

# Libraries that are the business of one place. (pattern of the header, its only places)
ONLY_IN = [
    (r"openssl/.*", ["src/crypto", "src/server"]),
    (r"sodium.*", ["src/crypto"]),
    (r"sqlite3\.h|SQLiteCpp/.*", ["src/storage/sqlite"]),
    (r"(postgresql/)?libpq.*\.h", ["src/storage/postgres"]),
    (r"utf8proc\.h", ["src/codec"]),
    (r"CLI/.*", ["src/server"]),
    (r"node_api\.h|uv\.h|napi.*", ["bindings/node"]),
]

# (pattern, folders it holds in, folders excepted, what to do instead)
BANNED = [
    (r"\bstd::time\b|(?<![\w.>:])(time|gettimeofday|clock_gettime)\s*\(|\bsystem_clock\b",
     ["src", "capi"], ["src/engine", "src/server"], "take the time from the Clock handed in"),
    (r"(?<![\w.>:])s?rand\s*\(|\bstd::(mt19937\w*|random_device|default_random_engine)\b",
     ["src", "capi"], [], "take randomness from the Random handed in"),
    (r"\b(printf|fprintf|puts|perror)\s*\(|\bstd::(cout|cerr|clog)\b",
     ["src", "capi"], ["src/server"], "a library does not print"),
    (r"\b(getenv|secure_getenv|setenv)\s*\(",
     ["src", "capi"], ["src/server"], "the environment does not steer the engine (C19)"),
    (r"(?<![\w.>])(std::)?(tolower|toupper|isalpha|isalnum|isdigit|isspace|isupper|islower|strtod|"
     r"stod|stof|atof|atoi|strtol|strtoul|stoi|stol|stoul|stoull|setlocale)\s*\(",
     ["src", "capi"], [], "depends on the host's locale (C12); compare bytes, use from_chars"),
    (r"\bstd::(thread|jthread|async)\b(?!::hardware)|\bpthread_create\b",
     ["src", "capi"], ["src/server"], "the library starts no threads"),
    (r"(?<![\w.>:])(signal|sigaction|atexit|at_quick_exit)\s*\(",
     ["src", "capi"], ["src/server"], "the library installs no handlers"),
    (r"(?<![\w.>])(std::)?(memcmp|strcmp|strncmp)\s*\(",
     ["src/crypto", "src/tokens", "src/auth", "src/ops"], [],
     "not in constant time; crypto has an equality for secrets"),
    (r"\bthrow\b(?! std::(bad_alloc|logic_error))",
     ["src", "capi"], ["src/server"], "failures are Results; only bugs throw"),
    (r"\b(strcpy|strcat|sprintf|gets|alloca)\s*\(", ["src", "capi", "bindings"], [],
     "unbounded"),
]

# A verification that fails on malformed input returns -1, which is true.
OPENSSL_VERIFY = re.compile(
    r"\b(EVP_DigestVerify(Final)?|EVP_PKEY_verify(_recover)?|EVP_VerifyFinal|"
    r"EVP_DecryptFinal(_ex)?|EVP_CipherFinal(_ex)?|RSA_verify)\s*\(")

LINES_WARN, LINES_MAX, COLUMNS_MAX = 400, 600, 100


def first_line_says_what_it_is(source):
    if source.suffix == ".txt":  # CMakeLists.txt: its folder's README explains.
        return
    lines = [line for line in source.lines if not line.startswith("#!")]
    first = lines[0] if lines else ""
    starts = ("//", "/*") if source.suffix in CPP | {".js", ".ts", ".fbs"} else ("#", '"""')
    if not first.startswith(starts) or len(first.strip('/*#" ')) < 8:
        if not (source.suffix in CPP and first == "/*"):  # A block comment on several lines.
            yield 1, "the first line says what the file is for"


def lines_are_short(source):
    for number, line in enumerate(source.lines, 1):
        if len(line) > COLUMNS_MAX and "http" not in line:
            yield number, f"{len(line)} columns; at most {COLUMNS_MAX}"


def includes_go_downward(source):
    rooms = [room for room in MAY_INCLUDE if source.is_in(room)]
    if not rooms or source.suffix not in CPP:
        return
    room = max(rooms, key=len)
    own = room.removeprefix("src/")
    for number, line in enumerate(source.code, 1):
        if match := re.match(r'\s*#include\s+["<]([\w./-]+)/[\w.-]+[">]', line):
            folder = match[1]
            known = any(folder == k.removeprefix("src/") or folder.startswith(k[4:] + "/")
                        for k in MAY_INCLUDE) or folder == "postern"
            allowed = any(folder == a or (folder.startswith(a + "/") and
                                          "src/" + folder not in MAY_INCLUDE)
                          for a in [own, *MAY_INCLUDE[room]])
            if known and not allowed:
                yield number, f"{room} may not include {folder}"


def libraries_stay_in_their_room(source):
    for number, line in enumerate(source.code, 1):
        match = re.match(r'\s*#include\s+[<"]([^>"]+)[>"]', line)
        for pattern, places in ONLY_IN if match else ():
            if re.fullmatch(pattern, match[1]) and not source.is_in(*OUTSIDE, *places):
                yield number, f"{match[1]} is included in {', '.join(places)} only"


def own_header_comes_first(source):
    if source.suffix != ".cc" or not source.is_in("src", "capi"):
        return
    includes = [(n, line) for n, line in enumerate(source.code, 1) if line.startswith("#include")]
    own = source.path.removeprefix("src/").removesuffix(".cc") + ".h"
    places = [i for i, (_, line) in enumerate(includes) if line.rstrip().endswith(f'"{own}"')]
    if places and 0 not in places:
        yield includes[0][0], f"{own} is included first, so that it is known to stand alone"


def calls_are_allowed(source):
    if source.suffix not in CPP:
        return
    for pattern, folders, excepted, instead in BANNED:
        if not source.is_in(*folders) or source.is_in(*excepted):
            continue
        for number, line in enumerate(source.code, 1):
            if match := re.search(pattern, line):
                yield number, f"{match[0].strip(' (')}: {instead}"


def openssl_verifications_equal_one(source):
    if source.suffix not in CPP:
        return
    for number, line in enumerate(source.code, 1):
        if OPENSSL_VERIFY.search(line):
            statement = re.split(r"[;{]", " ".join(source.code[number - 1:number + 5]))[0]
            before = source.code[number - 2] if number > 1 else ""
            if not re.search(r"[!=]= *1\b|\b1 *[!=]=", before + statement):
                yield number, "a verification succeeded only if it returned 1: compare with == 1"


def words_are_absent(source):
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|\.\./shared\b|/work/(main|shared)\b")
    for number, line in enumerate(source.lines, 1):
        if match := words.search(line):
            yield number, f"{match[0]} does not belong in the tree"


ALL = [first_line_says_what_it_is, lines_are_short, includes_go_downward,
       libraries_stay_in_their_room, own_header_comes_first, calls_are_allowed,
       openssl_verifications_equal_one, words_are_absent]


def file_length(source):
    return len(source.lines)


def include_cycles(sources):
    """Headers of src that include each other in a circle, each circle once."""
    graph = {}
    for source in sources:
        if source.is_in("src") and source.suffix == ".h":
            graph[source.path] = ["src/" + name for name in re.findall(
                r'#include "([\w./]+\.h)"', "\n".join(source.code))]
    state, cycles = {}, []

    def visit(node, path):
        if state.get(node) == "done" or node not in graph:
            return
        if state.get(node) == "open":
            cycles.append(path[path.index(node):] + [node])
            return
        state[node] = "open"
        for target in graph[node]:
            visit(target, path + [node])
        state[node] = "done"

    for node in sorted(graph):
        visit(node, [])
    return cycles
