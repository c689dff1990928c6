// Every statement that is prepared on a connection; README.md lists their forms.
#pragma once

namespace postern::storage {

struct Statement {
  const char* name;
  const char* sql;
};

namespace statements {

inline constexpr Statement kBeginWrite{"begin_write", "BEGIN ISOLATION LEVEL SERIALIZABLE"};
inline constexpr Statement kBeginRead{"begin_read",
                                      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
inline constexpr Statement kCommit{"commit", "COMMIT"};
inline constexpr Statement kRollback{"rollback", "ROLLBACK"};
inline constexpr Statement kGet{"get", "SELECT value FROM postern_kv WHERE key = $1"};
inline constexpr Statement kScan{
    "scan", "SELECT key, value FROM postern_kv WHERE key >= $1 AND key < $2 ORDER BY key LIMIT $3"};
inline constexpr Statement kScanReverse{
    "scan_reverse",
    "SELECT key, value FROM postern_kv WHERE key >= $1 AND key < $2 ORDER BY key DESC LIMIT $3"};
inline constexpr Statement kScanKeys{
    "scan_keys", "SELECT key FROM postern_kv WHERE key >= $1 AND key < $2 ORDER BY key LIMIT $3"};
inline constexpr Statement kScanKeysReverse{
    "scan_keys_reverse",
    "SELECT key FROM postern_kv WHERE key >= $1 AND key < $2 ORDER BY key DESC LIMIT $3"};
inline constexpr Statement kPut{"put",
                                "INSERT INTO postern_kv (key, value) VALUES ($1, $2) "
                                "ON CONFLICT (key) DO UPDATE SET value = excluded.value"};
inline constexpr Statement kErase{"erase", "DELETE FROM postern_kv WHERE key = $1"};
inline constexpr Statement kNoteCommit{"note_commit",
                                       "INSERT INTO postern_commit (id, at, happened) "
                                       "VALUES ($1, now(), true)"};
inline constexpr Statement kForbidCommit{"forbid_commit",
                                         "INSERT INTO postern_commit (id, at, happened) "
                                         "VALUES ($1, now(), false) ON CONFLICT (id) DO NOTHING"};
inline constexpr Statement kAskCommit{"ask_commit",
                                      "SELECT happened FROM postern_commit WHERE id = $1"};
inline constexpr Statement kForgetCommits{
    "forget_commits", "DELETE FROM postern_commit WHERE at < now() - interval '1 hour'"};

inline constexpr const Statement* kAll[] = {
    &kBeginWrite, &kBeginRead,   &kCommit,       &kRollback,        &kGet,
    &kScan,       &kScanReverse, &kScanKeys,     &kScanKeysReverse, &kPut,
    &kErase,      &kNoteCommit,  &kForbidCommit, &kAskCommit,       &kForgetCommits};

}  // namespace statements
}  // namespace postern::storage
