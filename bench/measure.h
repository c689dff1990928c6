// Two ways of doing a thing, timed in alternating rounds, and the table of what came out.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace bench {

// Processor time of the calling thread where a row is computation only: it does not see what other
// programs do. Time as a clock on the wall shows it where a row waits for the disk.
enum class Clock { thread_cpu, wall };

double now_us(Clock clock);

// One of the two ways. A round does `calls` calls and answers the microseconds they took together.
struct Side {
  std::string name;
  int calls = 1;
  std::function<double()> round;
};

// A side whose round is nothing but its calls.
template <class Body>
Side repeat(std::string name, Clock clock, int calls, Body body) {
  return {std::move(name), calls, [=]() mutable {
            const double start_us = now_us(clock);
            for (int call = 0; call < calls; ++call) body();
            return now_us(clock) - start_us;
          }};
}

// Bigger is better everywhere: the ratio is what `against` takes by what `work` takes.
struct Row {
  std::string work;
  std::string against;
  double ratio = 0;
  double goal = 0;
  double work_value = 0;
  double against_value = 0;
  std::string unit;  // Of the values.
  std::string clock;
};

class Report {
 public:
  // Alternates the two, which of them comes first as well, and takes the median round of each.
  void compare(Clock clock, int rounds, double goal, const Side& work, const Side& against);

  void add(Row row);

  // An array of rows, each with the members of Row.
  void write(const std::string& path) const;

 private:
  std::vector<Row> rows_;
};

}  // namespace bench
