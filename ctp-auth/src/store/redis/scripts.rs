//! Atomic operations of Redis, in Lua.
//!
//! Each script uses a single key. A value of another type, written by others, counts as missing and is replaced.

use ::redis::Script;

const GET: &str = "
    local function get(key)
        local kind = redis.call('TYPE', key).ok
        if kind == 'string' then
            return redis.call('GET', key)
        end
        if kind ~= 'none' then
            redis.call('DEL', key)
        end
        return false
    end
";

/// Replaces an entry if it has the expected value; 1 if it did.
///
/// `KEYS[1]` is the entry. `ARGV` contains 1 or 0 for whether a value is expected, and that value; the same for the new
/// value; the lifetime in milliseconds; and 1 if it is the second attempt after a broken connection. The first attempt may
/// have replaced it, so finding the new value means success.
const REPLACE: &str = "
    local current = get(KEYS[1])
    local expected = ARGV[1] == '1' and ARGV[2]
    local new = ARGV[3] == '1' and ARGV[4]
    if current ~= expected then
        if ARGV[6] == '1' and current == new then
            return 1
        end
        return 0
    end
    if new then
        redis.call('SET', KEYS[1], new, 'PX', ARGV[5])
    elseif current then
        redis.call('DEL', KEYS[1])
    end
    return 1
";

/// Takes a lock if nobody has it; 1 on success.
///
/// `KEYS[1]` is the lock. `ARGV` contains the owner, the lifetime in milliseconds, and 1 if it is the second attempt. It is
/// a script because the release is one: where scripts are not permitted, a lock must not be taken that cannot be released.
const LOCK: &str = "
    local holder = get(KEYS[1])
    if holder then
        if ARGV[3] == '1' and holder == ARGV[1] then
            return 1
        end
        return 0
    end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return 1
";

/// Extends a lock if `owner` has it; 1 on success.
///
/// `KEYS[1]` is the lock. `ARGV` contains the owner and the lifetime in milliseconds.
const EXTEND: &str = "
    if get(KEYS[1]) == ARGV[1] then
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
    end
    return 0
";

/// Deletes a lock if `owner` has it.
///
/// `KEYS[1]` is the lock, `ARGV[1]` the owner.
const UNLOCK: &str = "
    if get(KEYS[1]) == ARGV[1] then
        redis.call('DEL', KEYS[1])
    end
    return 1
";

/// The scripts, with their digests.
pub(super) struct Scripts {
    pub(super) replace: Script,
    pub(super) lock: Script,
    pub(super) extend: Script,
    pub(super) unlock: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        let script = |text: &str| Script::new(&format!("{GET}{text}"));
        Self {
            replace: script(REPLACE),
            lock: script(LOCK),
            extend: script(EXTEND),
            unlock: script(UNLOCK),
        }
    }
}
