//! What Redis does in one step, in Lua.
//!
//! Each script is for one key. A value of another type than text, which somebody else put there, counts as none and is
//! replaced.

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

/// Replaces an entry if it is what is expected; 1 if it was.
///
/// `KEYS[1]` is the entry. `ARGV` has 1 or 0 for whether one is expected, and its text; the same for the new one; the
/// lifetime in milliseconds; and 1 if it is the second try, after a connection that broke. The first one may have done
/// it then, so that to find the new text is to have replaced the old one.
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

/// Takes a lock if nobody has it; 1 if so.
///
/// `KEYS[1]` is the lock. `ARGV` has the owner, the lifetime in milliseconds, and 1 if it is the second try. It is a script
/// because giving back is one: where scripts are not permitted, no lock is taken that would not be given back.
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

/// Makes a lock last if it is the owner's; 1 if it is.
///
/// `KEYS[1]` is the lock. `ARGV` has the owner and the lifetime in milliseconds.
const EXTEND: &str = "
    if get(KEYS[1]) == ARGV[1] then
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
    end
    return 0
";

/// Deletes a lock if it is the owner's.
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
