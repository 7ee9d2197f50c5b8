/** Alerts as notifications of the desktop. A click on one brings the window to front. */
import { Notification } from 'electron';
import type { AlertNews } from '../host/alerts/announcer.ts';
import { headlineOf } from '../host/alerts/sentences.ts';
import { shellText } from './text.ts';

/** More at once are told in one. */
const APART_MAX = 3;

/** Electron lets go of a notification that nobody holds, and of the click on it. */
const shown = new Set<Notification>();

export function showAlerts(shard: string, news: readonly AlertNews[], open: () => void): void {
  // There are desktops without any; the window and the webhook say it too.
  if (!Notification.isSupported()) return;
  const { alerts } = shellText();
  if (news.length > APART_MAX) {
    show(alerts.many(shard, news.length), news.map(headlineOf).join('\n'), open);
    return;
  }
  for (const one of news) {
    const { kind, alert } = one;
    const began = kind === 'began';
    const body = began ? `${headlineOf(one)} ${alert.what_to_do}` : headlineOf(one);
    show(began ? alerts.began(shard) : alerts.over(shard), body, open);
  }
}

function show(title: string, body: string, open: () => void): void {
  const notification = new Notification({ title, body });
  shown.add(notification);
  const forget = () => void shown.delete(notification);
  notification.on('click', () => {
    open();
    forget();
  });
  notification.on('close', forget);
  notification.on('failed', forget);
  notification.show();
}
