// Compiles an expression to steps. The expressions come from the checked-in service model, yet the
// compiler is strict and bounded as if they did not: it is also a fuzz target.
#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <span>

#include "codec/pattern.h"
#include "codec/utf8.h"

namespace postern::codec {
namespace {

constexpr std::size_t kStepsMax = 4096;
constexpr std::size_t kVisitsMax = 4 * kStepsMax;
constexpr std::size_t kSetsMax = 256;
constexpr int kRepeatMax = 1000;
constexpr int kGroupDepthMax = 16;
constexpr int kUnbounded = -1;
constexpr char32_t kLastCodePoint = 0x10FFFF;

struct Node;
using NodePtr = std::unique_ptr<Node>;

struct Node {
  enum class Kind : std::uint8_t { set, sequence, choice, repeat, start, end };
  Kind kind;
  std::uint16_t set = 0;
  int least = 0;
  int most = 0;
  std::vector<NodePtr> parts;
};

NodePtr make_node(Node::Kind kind) {
  auto node = std::make_unique<Node>();
  node->kind = kind;
  return node;
}

void add_word(CodePointSet& set) {
  set.add('a', 'z');
  set.add('A', 'Z');
  set.add('0', '9');
  set.add('_', '_');
}

void add_space(CodePointSet& set) {
  set.add('\t', '\r');
  set.add(' ', ' ');
}

void add_not_space(CodePointSet& set) {
  set.add(0, '\t' - 1);
  set.add('\r' + 1, ' ' - 1);
  set.add(' ' + 1, kLastCodePoint);
}

// `.` without (?s): everything but Java's line terminators.
CodePointSet not_line_end() {
  CodePointSet set;
  for (const char32_t c : {U'\n', U'\r', U'\u0085', U'\u2028', U'\u2029'}) set.add(c, c);
  set.negate();
  return set;
}

}  // namespace

class PatternCompiler {
 public:
  explicit PatternCompiler(std::string_view expression) : rest_(expression) {}

  Result<Pattern> run() {
    if (!is_utf8(rest_)) return refusal();
    if (rest_.starts_with("(?s)")) {
      dot_takes_line_ends_ = true;
      rest_.remove_prefix(4);
    }
    const NodePtr root = parse_choice(0);
    if (root == nullptr || !rest_.empty()) return refusal();
    const std::uint16_t accept = emit({.kind = Step::Kind::accept});
    const std::uint16_t start = emit_node(*root, accept);
    if (too_large_) return refusal();
    pattern_.start_ = start;
    note_run(*root);
    for (CodePointSet& set : pattern_.sets_) set.seal();
    return std::move(pattern_);
  }

 private:
  using Step = Pattern::Step;

  static Error refusal() { return internal_error("unsupported pattern"); }

  // --- Parsing: each method takes its part off rest_ and returns nullptr on a fault. ---

  bool take(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  NodePtr parse_choice(int depth) {
    if (depth > kGroupDepthMax) return nullptr;
    auto choice = make_node(Node::Kind::choice);
    do {
      NodePtr sequence = parse_sequence(depth);
      if (sequence == nullptr) return nullptr;
      choice->parts.push_back(std::move(sequence));
    } while (take("|"));
    return choice;
  }

  NodePtr parse_sequence(int depth) {
    auto sequence = make_node(Node::Kind::sequence);
    while (!rest_.empty() && rest_[0] != '|' && rest_[0] != ')') {
      NodePtr part = parse_repeat(depth);
      if (part == nullptr) return nullptr;
      sequence->parts.push_back(std::move(part));
    }
    return sequence;
  }

  NodePtr parse_repeat(int depth) {
    NodePtr atom = parse_atom(depth);
    if (atom == nullptr) return nullptr;
    int least = 1;
    int most = 1;
    if (take("?")) {
      least = 0;
    } else if (take("*")) {
      least = 0, most = kUnbounded;
    } else if (take("+")) {
      most = kUnbounded;
    } else if (take("{")) {
      if (!parse_bounds(least, most)) return nullptr;
    } else {
      return atom;
    }
    auto repeat = make_node(Node::Kind::repeat);
    repeat->least = least;
    repeat->most = most;
    repeat->parts.push_back(std::move(atom));
    return repeat;
  }

  std::optional<int> parse_count() {
    int count = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits) {
      count = count * 10 + (rest_[digits] - '0');
      if (count > kRepeatMax) return std::nullopt;
    }
    if (digits == 0) return std::nullopt;
    rest_.remove_prefix(digits);
    return count;
  }

  // The rest of {m}, {m,} or {m,n}.
  bool parse_bounds(int& least, int& most) {
    const auto low = parse_count();
    if (!low) return false;
    least = most = *low;
    if (take("}")) return true;
    if (!take(",")) return false;
    most = kUnbounded;
    if (take("}")) return true;
    const auto high = parse_count();
    if (!high || *high < *low) return false;
    most = *high;
    return take("}");
  }

  NodePtr parse_atom(int depth) {
    if (take("^")) return make_node(Node::Kind::start);
    if (take("$")) return make_node(Node::Kind::end);
    if (take("(")) return parse_group(depth + 1);
    if (take("[")) return parse_class();
    CodePointSet set;
    if (take(".")) {
      if (dot_takes_line_ends_) {
        set.add(0, kLastCodePoint);
      } else {
        set = not_line_end();
      }
      return set_node(std::move(set));
    }
    if (std::string_view("?*+{").find(rest_[0]) != std::string_view::npos) return nullptr;
    const auto single = parse_class_item(set);
    if (!single) return nullptr;
    if (*single != kNoSingle) set.add(*single, *single);
    return set_node(std::move(set));
  }

  NodePtr parse_group(int depth) {
    if (rest_.starts_with("?") && !take("?:")) return nullptr;
    NodePtr inside = parse_choice(depth);
    return inside != nullptr && take(")") ? std::move(inside) : nullptr;
  }

  NodePtr parse_class() {
    CodePointSet set;
    const bool negated = take("^");
    do {
      if (rest_.empty() || !parse_class_range(set)) return nullptr;
    } while (!take("]"));
    if (negated) set.negate();
    return set_node(std::move(set));
  }

  // One character, one shorthand, or `a-z`. A hyphen that cannot form a range stands for itself.
  bool parse_class_range(CodePointSet& set) {
    const auto first = parse_class_item(set);
    if (!first) return false;
    if (*first == kNoSingle) return true;
    if (rest_.size() < 2 || rest_[0] != '-' || rest_[1] == ']') {
      set.add(*first, *first);
      return true;
    }
    rest_.remove_prefix(1);
    const auto last = parse_class_item(set);
    if (!last || *last == kNoSingle || *last < *first) return false;
    set.add(*first, *last);
    return true;
  }

  // A code point, or kNoSingle after adding a shorthand such as \w to `set`.
  std::optional<char32_t> parse_class_item(CodePointSet& set) {
    if (rest_.empty()) return std::nullopt;
    if (!take("\\")) return next_code_point(rest_);
    if (rest_.empty()) return std::nullopt;
    const char name = rest_[0];
    rest_.remove_prefix(1);
    switch (name) {
      case 'w': add_word(set); return kNoSingle;
      case 'd': set.add('0', '9'); return kNoSingle;
      case 's': add_space(set); return kNoSingle;
      case 'S': add_not_space(set); return kNoSingle;
      case 'p': return parse_category(set);
      case 'x': return parse_hex();
      case 't': return U'\t';
      case 'n': return U'\n';
      case 'r': return U'\r';
      default: break;
    }
    const bool is_letter_or_digit =
        (name >= '0' && name <= '9') || ((name | 0x20) >= 'a' && (name | 0x20) <= 'z');
    if (is_letter_or_digit || static_cast<unsigned char>(name) >= 0x80) return std::nullopt;
    return static_cast<char32_t>(name);
  }

  std::optional<char32_t> parse_category(CodePointSet& set) {
    if (rest_.size() < 3 || rest_[0] != '{' || rest_[2] != '}') return std::nullopt;
    const char category = rest_[1];
    if (std::string_view("LMNPSZC").find(category) == std::string_view::npos) return std::nullopt;
    set.add_category(category);
    rest_.remove_prefix(3);
    return kNoSingle;
  }

  std::optional<char32_t> parse_hex() {
    if (rest_.size() < 2) return std::nullopt;
    char32_t value = 0;
    for (int i = 0; i < 2; ++i) {
      const std::size_t digit = std::string_view("0123456789ABCDEFabcdef").find(rest_[0]);
      if (digit == std::string_view::npos) return std::nullopt;
      value = value * 16 + static_cast<char32_t>(digit < 16 ? digit : digit - 6);
      rest_.remove_prefix(1);
    }
    return value;
  }

  NodePtr set_node(CodePointSet set) {
    if (pattern_.sets_.size() >= kSetsMax) return nullptr;
    auto node = make_node(Node::Kind::set);
    node->set = static_cast<std::uint16_t>(pattern_.sets_.size());
    pattern_.sets_.push_back(std::move(set));
    return node;
  }

  // Recognises `[...]+` and `[...]*`, anchored or not: most patterns of the service model are one,
  // among them those that see the longest texts.
  void note_run(const Node& root) {
    if (root.parts.size() != 1) return;
    auto parts = std::span(root.parts.front()->parts);
    if (!parts.empty() && parts.front()->kind == Node::Kind::start) parts = parts.subspan(1);
    if (!parts.empty() && parts.back()->kind == Node::Kind::end) {
      parts = parts.first(parts.size() - 1);
    }
    if (parts.size() != 1 || parts[0]->kind != Node::Kind::repeat) return;
    const Node& repeat = *parts[0];
    pattern_.is_run_ = repeat.parts.front()->kind == Node::Kind::set && repeat.least <= 1 &&
                       repeat.most == kUnbounded;
    pattern_.run_may_be_empty_ = repeat.least == 0;
  }

  // --- Emitting, back to front: each method returns where the node starts. ---

  std::uint16_t emit(Step step) {
    if (pattern_.steps_.size() >= kStepsMax) {
      too_large_ = true;
      return 0;
    }
    pattern_.steps_.push_back(step);
    return static_cast<std::uint16_t>(pattern_.steps_.size() - 1);
  }

  std::uint16_t emit_node(const Node& node, std::uint16_t next) {
    // Repeating an empty group emits nothing, so the visits are bounded as well as the steps.
    if (++visits_ > kVisitsMax) too_large_ = true;
    if (too_large_) return 0;
    switch (node.kind) {
      case Node::Kind::set:
        return emit({.kind = Step::Kind::take, .next = next, .set = node.set});
      case Node::Kind::start: return emit({.kind = Step::Kind::start, .next = next});
      case Node::Kind::end: return emit({.kind = Step::Kind::end, .next = next});
      case Node::Kind::sequence:
        for (auto part = node.parts.rbegin(); part != node.parts.rend(); ++part) {
          next = emit_node(**part, next);
        }
        return next;
      case Node::Kind::choice: return emit_choice(node, next);
      case Node::Kind::repeat: return emit_repeat(node, next);
    }
    return next;
  }

  std::uint16_t emit_choice(const Node& node, std::uint16_t next) {
    std::uint16_t start = emit_node(*node.parts.back(), next);
    for (auto part = node.parts.rbegin() + 1; part != node.parts.rend(); ++part) {
      const std::uint16_t branch = emit_node(**part, next);
      start = emit({.kind = Step::Kind::split, .next = branch, .other = start});
    }
    return start;
  }

  // x{2,4} becomes x x (x (x)?)?, and x{2,} becomes x x x*.
  std::uint16_t emit_repeat(const Node& node, std::uint16_t next) {
    const Node& inside = *node.parts.front();
    std::uint16_t start = next;
    if (node.most == kUnbounded) {
      start = emit({.kind = Step::Kind::split, .other = next});
      const std::uint16_t body = emit_node(inside, start);
      if (!too_large_) pattern_.steps_[start].next = body;
    }
    for (int i = node.least; i < node.most && !too_large_; ++i) {
      const std::uint16_t body = emit_node(inside, start);
      start = emit({.kind = Step::Kind::split, .next = body, .other = next});
    }
    for (int i = 0; i < node.least && !too_large_; ++i) start = emit_node(inside, start);
    return start;
  }

  static constexpr char32_t kNoSingle = std::numeric_limits<char32_t>::max();

  std::string_view rest_;
  bool dot_takes_line_ends_ = false;
  bool too_large_ = false;
  std::size_t visits_ = 0;
  Pattern pattern_;
};

Result<Pattern> Pattern::compile(std::string_view expression) {
  return PatternCompiler(expression).run();
}

}  // namespace postern::codec
