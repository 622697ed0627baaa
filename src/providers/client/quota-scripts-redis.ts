/**
 * The state is one JSON text, the field `book`, which every version reads. `version` changes with every write, `known` is the
 * version up to which writers kept the parts `sharing` and `rest` beside it: the text without what only counts.
 * `revision` is the version of the last change of those parts.
 */
const SEEN = `
  local function seen(done, granted)
    local fields = redis.call('hmget', KEYS[1], 'version', 'book', 'revision')
    local time = redis.call('time')
    return { done, fields[1] or '0', fields[2] or '', fields[3] or '', time[1], time[2],
             redis.call('hget', KEYS[2], 'book') or '', granted }
  end`;

/**
 * Writes a new state if nobody has written since the expected version was read, and answers with what is there then.
 * Expecting version -1 only reads. Versions of a key that is new, or was lost, begin at the time, so that one from
 * before never fits.
 */
export const REPLACE_STATE = `${SEEN}
  local fields = redis.call('hmget', KEYS[1], 'version', 'sharing', 'rest', 'revision', 'known')
  local version = tonumber(fields[1] or '0')
  if version ~= tonumber(ARGV[1]) then return seen(0, '') end
  if version == 0 then
    local began = redis.call('time')
    version = tonumber(began[1]) * 1000000 + tonumber(began[2])
  end
  local known = fields[5] == fields[1]
  version = string.format('%.0f', version + 1)
  local revision = fields[4]
  if not known or fields[2] ~= ARGV[3] or fields[3] ~= ARGV[4] then revision = version end
  redis.call('hset', KEYS[1], 'version', version, 'known', version, 'revision', revision,
             'book', ARGV[2], 'sharing', ARGV[3], 'rest', ARGV[4])
  redis.call('pexpire', KEYS[1], ARGV[5])
  return seen(1, '')`;

/**
 * Settles and reserves calls of a host by counting alone. The order holds the revision that its conditions are from;
 * where the state says something else by now, nothing is done and the answer holds the state. The rules are those of
 * the function `exchange_provider_calls` in PostgreSQL.
 */
export const SETTLE_AND_RESERVE = `${SEEN}
  local fields = redis.call('hmget', KEYS[1], 'version', 'known', 'revision', 'book', 'sharing', 'rest')
  local order = cjson.decode(ARGV[1])
  if not fields[1] or fields[1] ~= fields[2] or fields[3] ~= order.revision then return seen(0, '') end
  local time = redis.call('time')
  local now = order.nowMs or (tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
  if now < order.dayStartMs or now >= order.dayStartMs + 86400000 then return seen(0, '') end
  local f, state = order.figures, cjson.decode(fields[4])
  local day_used, day_shares, under_way = state.dayUsed, state.sharing.dayUsed, {}
  local windows = state.windows or {}
  for key, count in pairs(windows) do
    local rule = order.windows and order.windows[key]
    if not rule then return seen(0, '') end
    if count.period and (count.period ~= rule.period or now < rule.fromMs or now >= rule.untilMs) then
      return seen(0, '')
    end
  end
  for _, entry in ipairs(state.inFlight) do
    if entry.reservedAtMs + f.lifetimeMs + f.minuteMs > now then under_way[entry.id] = true end
  end

  -- What a call takes of a window; calls that are answered leave one that slides when it has passed.
  local function amount_of(key, call)
    if order.windows[key].counts == 'credits' then return call.credits or call.calls end
    return call.calls
  end
  local function shift(call, sign)
    for key, count in pairs(windows) do
      if count.period then count.used = math.max(0, count.used + sign * amount_of(key, call)) end
    end
  end
  local function answer(call, at)
    for key, count in pairs(windows) do
      if count.slides then table.insert(count.slides, { endMs = at, amount = amount_of(key, call) }) end
    end
  end

  local settled, told, slack, ends = {}, nil, nil, {}
  local fine = math.ceil(now / f.fineMs) * f.fineMs
  local function count(share, calls)
    day_used = math.max(0, day_used + calls)
    day_shares[share or ''] = math.max(0, (day_shares[share or ''] or 0) + calls)
  end
  for _, one in ipairs(order.settlements) do
    settled[one.id] = true
    local young = one.reservedAtMs + f.lifetimeMs > now
    if one.wasSent and (under_way[one.id] or young) then
      table.insert(ends, { id = 'b', calls = one.calls, credits = one.credits, share = one.share, ends = fine })
      if not under_way[one.id] and one.day == order.day then count(one.share, one.calls) end
      if not under_way[one.id] then shift(one, 1) end
      answer(one, now)
    elseif not one.wasSent and under_way[one.id] then
      count(one.share, -one.calls)
      shift(one, -1)
    end
    for key, told in pairs(one.periods or {}) do
      local count = windows[key]
      if count and count.period == told.period then count.used = math.max(count.used, told.used) end
    end
    if one.told and one.day == order.day then
      told = math.max(told or 0, one.told.used)
      slack = math.min(slack or one.told.slack, one.told.slack)
    end
  end
  if told and now % 86400000 >= f.dayChangeMs then
    if told > day_used + slack then return seen(0, '') end
    day_used = math.max(day_used, told)
  end

  local entries, buckets, second_used, minute_used = {}, {}, 0, 0
  for _, entry in ipairs(state.inFlight) do
    local ended = entry.reservedAtMs + f.lifetimeMs
    -- Calls of dead processes count as answered at the last possible moment.
    if entry.id ~= 'b' and ended + f.minuteMs <= now then answer(entry, ended) end
    if not settled[entry.id] then
      table.insert(ends, { id = entry.id, calls = entry.calls, credits = entry.credits, share = entry.share, ends = ended })
    end
  end
  for _, entry in ipairs(ends) do
    if entry.ends + f.minuteMs > now then
      local at = entry.ends
      minute_used = minute_used + entry.calls
      if at + f.secondMs > now then second_used = second_used + entry.calls end
      local coarse = math.ceil(at / f.coarseMs) * f.coarseMs
      if entry.id == 'b' and coarse + f.secondMs <= now then at = coarse end
      local key = entry.id .. ' ' .. string.format('%.0f', at) .. ' ' .. (entry.share or '')
      local credits = entry.credits or entry.calls
      if buckets[key] then
        local bucket = buckets[key]
        credits = credits + (bucket.credits or bucket.calls)
        bucket.calls = bucket.calls + entry.calls
        bucket.credits = credits ~= bucket.calls and credits or nil
      else
        buckets[key] = { id = entry.id, calls = entry.calls, share = entry.share, reservedAtMs = at - f.lifetimeMs,
                         credits = credits ~= entry.calls and credits or nil }
        table.insert(entries, buckets[key])
      end
    end
  end

  local window_used = {}
  for key, count in pairs(windows) do
    window_used[key] = count.used or 0
    if count.slides then
      local rule, sums, slides = order.windows[key], {}, {}
      for _, slide in ipairs(count.slides) do
        if slide.endMs + rule.lengthMs > now then
          local at = math.ceil(slide.endMs / rule.widthMs) * rule.widthMs
          if not sums[at] then
            sums[at] = { endMs = at, amount = 0 }
            table.insert(slides, sums[at])
          end
          sums[at].amount = sums[at].amount + slide.amount
          window_used[key] = window_used[key] + slide.amount
        end
      end
      for _, entry in ipairs(entries) do
        if entry.id ~= 'b' and entry.reservedAtMs + f.lifetimeMs + rule.lengthMs > now then
          window_used[key] = window_used[key] + amount_of(key, entry)
        end
      end
      count.slides = slides
    end
  end
  local function is_full(asks)
    for _, ask in ipairs(asks) do
      if not window_used[ask.key] or window_used[ask.key] + ask.amount > ask.most then return true end
    end
    return false
  end

  local kept, granted, refused = {}, {}, false
  for _, mark in ipairs(state.earmarks) do
    if mark.untilMs > now then table.insert(kept, mark) end
  end
  for _, one in ipairs(order.reservations) do
    local own, others, work = 0, 0, one.work
    for _, mark in ipairs(kept) do
      if work and mark.id == work.id then own = own + mark.calls else others = others + mark.calls end
    end
    if now < one.notBeforeMs or second_used + one.calls > one.second or minute_used + one.calls > one.minute
       or day_used + one.calls > one.day
       or (own < one.calls and not one.spendsKept and day_used + others + one.calls > one.allowance)
       or is_full(one.more or {}) then
      table.insert(granted, 0)
      refused = true
    else
      second_used = second_used + one.calls
      minute_used = minute_used + one.calls
      count(one.share, one.calls)
      shift(one, 1)
      for key in pairs(windows) do window_used[key] = window_used[key] + amount_of(key, one) end
      table.insert(entries, { id = one.id, calls = one.calls, credits = one.credits, share = one.share,
                              reservedAtMs = now + (one.longerMs or 0) })
      table.insert(granted, now)
      if work then
        local left = one.allowance - day_used
        local wanted = work.ahead or math.max(0, own - one.calls)
        if left > f.plenty then wanted = 0 end
        wanted = math.min(wanted, math.max(0, left - others))
        local marks = {}
        for _, mark in ipairs(kept) do
          if mark.id ~= work.id then table.insert(marks, mark) end
        end
        if wanted > 0 then
          table.insert(marks, { id = work.id, calls = wanted, untilMs = now + f.earmarkMs })
        end
        kept = marks
      end
    end
  end

  local function list(values)
    if #values == 0 then return '[]' end
    return cjson.encode(values)
  end
  local counts = {}
  for key, count in pairs(windows) do
    local text = count.slides and '{"slides":' .. list(count.slides) .. '}' or cjson.encode(count)
    table.insert(counts, cjson.encode(key) .. ':' .. text)
  end
  local version = string.format('%.0f', tonumber(fields[1]) + 1)
  redis.call('hset', KEYS[1], 'version', version, 'known', version, 'book',
    '{"recentSends":[],"inFlight":' .. list(entries) .. ',"dayUsed":' .. string.format('%.0f', day_used)
    .. ',"earmarks":' .. list(kept) .. ',"sharing":{' .. fields[5] .. ',"dayUsed":' .. cjson.encode(day_shares)
    .. '},' .. fields[6] .. ',"windows":{' .. table.concat(counts, ',') .. '}}')
  redis.call('pexpire', KEYS[1], ARGV[2])
  if refused then return seen(1, list(granted)) end
  return { 1, '', '', '', time[1], time[2], redis.call('hget', KEYS[2], 'book') or '', list(granted) }`;
