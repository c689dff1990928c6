// A file that has its name only once it is whole and on the disk.
#pragma once

#include <string>
#include <string_view>

#include "fd.h"

namespace postern::server {

// Until then it is called PATH.partial. What is there already is never touched. Everything throws
// when it fails; then, and when it was not kept, nothing stays behind.
class NewFile {
 public:
  // Private to its owner.
  explicit NewFile(std::string path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  [[nodiscard]] const std::string& partial() const { return partial_; }

  void write(std::string_view bytes);
  // On the disk, under the name it has.
  void sync();
  // Also when somebody else wrote to it by its name meanwhile.
  void keep();

 private:
  const std::string path_;
  const std::string partial_;
  const Fd fd_;
  bool kept_ = false;
};

}  // namespace postern::server
