/** `critical`: games are being lost, somebody has to act. `warning`: somebody should look within a day. */
export type AlertSeverity = 'critical' | 'warning';

/** What can be wrong. Alerts of one kind are told together. */
export type AlertKind =
  | 'database_lost'
  | 'queue_lost'
  | 'workers_silent'
  | 'worker_stuck'
  | 'key_invalid'
  | 'provider_down'
  | 'game_failed'
  | 'game_poison'
  | 'game_stuck'
  | 'game_incomplete'
  | 'games_partial'
  | 'quota'
  | 'quota_nearly_spent'
  | 'quota_short'
  | 'lateness'
  | 'failures'
  | 'quarantine'
  | 'drift'
  | 'workers_died'
  | 'refresh_failing'
  | 'cancellations_held'
  | 'backup_failed'
  | 'job_late'
  | 'job_failing'
  | 'work_failed'
  | 'work_overdue'
  | 'work_unknown_kind'
  | 'dataset_late'
  | 'backfill_failed'
  | 'backfill_still';

/** What is wrong right now, as one look found it. */
export type Finding = {
  /** Kind and subject, `game_failed:4711`: one open alert for each key. */
  key: string;
  kind: AlertKind;
  severity: AlertSeverity;
  /** Told at once and not with the daily digest. */
  isUrgent: boolean;
  /** In a line, what happened. */
  title: string;
  /** The same with its numbers. */
  detail: string;
  /** What to do. */
  remedy: string;
  /** Arguments of the command line that help. */
  command: string | null;
  /** Page that tells more, such as `/games/12`. */
  path: string | null;
  /** How many games, rows or events it is about. */
  count: number;
  /** Since when; null: since the first look that found it. */
  since: Date | null;
  /** How long it must last before it is told. */
  lastsMs: number;
};

/** An alert as it is kept and published. */
export type Alert = {
  id: number;
  key: string;
  kind: AlertKind;
  severity: AlertSeverity;
  is_urgent: boolean;
  title: string;
  detail: string;
  remedy: string;
  command: string | null;
  path: string | null;
  count: number;
  first_seen_at: Date;
  last_seen_at: Date;
  resolved_at: Date | null;
  /** Open although it has not been seen for a minute: nothing has proved yet that it is over. */
  is_quiet: boolean;
};

/** How alerts reach people. */
export const ALERT_CHANNELS = ['slack', 'webhook', 'email'] as const;
export type AlertChannelName = (typeof ALERT_CHANNELS)[number];
