// Rounds, medians, and the table.
#include "bench/measure.h"

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "codec/json.h"

namespace bench {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double call_us(const Side& side) { return side.round() / side.calls; }

const char* name_of(Clock clock) { return clock == Clock::wall ? "wall" : "thread CPU"; }

void print(const Row& row) {
  std::printf("%-52s %9.2f %s\n  against %-42s %9.2f %s   ratio %.2f, goal %.2f: %s\n",
              row.work.c_str(), row.work_value, row.unit.c_str(), row.against.c_str(),
              row.against_value, row.unit.c_str(), row.ratio, row.goal,
              row.ratio >= row.goal ? "met" : "MISSED");
  std::fflush(stdout);
}

}  // namespace

double now_us(Clock clock) {
  timespec time{};
  clock_gettime(clock == Clock::wall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

void Report::compare(Clock clock, int rounds, double goal, const Side& work, const Side& against) {
  call_us(work);  // Caches, lazily made tables and branch predictors of both.
  call_us(against);
  std::vector<double> work_us;
  std::vector<double> against_us;
  for (int round = 0; round < rounds; ++round) {
    if (round % 2 == 0) work_us.push_back(call_us(work));
    against_us.push_back(call_us(against));
    if (round % 2 != 0) work_us.push_back(call_us(work));
  }
  Row row{work.name, against.name, 0, goal, median(work_us), median(against_us), "us",
          name_of(clock)};
  row.ratio = row.against_value / row.work_value;
  add(std::move(row));
}

void Report::add(Row row) {
  print(row);
  rows_.push_back(std::move(row));
}

void Report::write(const std::string& path) const {
  postern::Json list = postern::Json::array();
  for (const Row& row : rows_) {
    list.push_back(postern::Json::object()
                       .set("work", row.work)
                       .set("against", row.against)
                       .set("ratio", row.ratio)
                       .set("goal", row.goal)
                       .set("work_value", row.work_value)
                       .set("against_value", row.against_value)
                       .set("unit", row.unit)
                       .set("clock", row.clock));
  }
  std::ofstream(path) << list.dump() << '\n';
}

}  // namespace bench
