import { randomUUID } from 'node:crypto';

/** What came of a button, told on the page that follows. */
export type Notice = { text: string; isGood: boolean };

/** Notices wait here for the one page that shows them, so that no address can make up their text. */
export type Notices = { leave: (notice: Notice) => string; take: (id: string) => Notice | undefined };

/** Notices that nobody picks up are dropped, the oldest first. */
const MAX_WAITING = 200;

export function createNotices(): Notices {
  const waiting = new Map<string, Notice>();
  return {
    leave(notice) {
      const id = randomUUID();
      waiting.set(id, notice);
      const oldest = waiting.size > MAX_WAITING ? waiting.keys().next().value : undefined;
      if (oldest !== undefined) waiting.delete(oldest);
      return id;
    },
    take(id) {
      const notice = waiting.get(id);
      waiting.delete(id);
      return notice;
    },
  };
}
