//! What Redis does in one step, in Lua.

/// Replaces an entry if it is what is expected; 1 if it was.
///
/// `KEYS[1]` is the entry. `ARGV` has 1 or 0 for whether one is expected, and its text; the same for the new one; the
/// lifetime in milliseconds; and 1 if it is the second try, after a connection that broke. The first one may have done
/// it then, so that to find the new text is to have replaced the old one.
pub(super) const REPLACE: &str = "
    local current = redis.call('GET', KEYS[1])
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

/// Deletes a lock if it is the owner's.
///
/// `KEYS[1]` is the lock, `ARGV[1]` the owner.
pub(super) const UNLOCK: &str = "
    if redis.call('GET', KEYS[1]) == ARGV[1] then
        redis.call('DEL', KEYS[1])
    end
    return 1
";
