/** Alarms in words (protocol/messages/agent.ts, `agent.alarm.*`). */
import { isMessageKey, type Language, say } from '../protocol/messages/index.ts';
import type { Alarm } from './desk/model.ts';

/** The alarm as people read it; one of a code without words, such as a newer version's after a step back, by its code. */
export function alarmText(language: Language, { code, detail }: Pick<Alarm, 'code' | 'detail'>): string {
  const key = `agent.alarm.${code}`;
  if (!isMessageKey(key)) return code;
  const values = Object.entries(detail).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [],
  );
  return say(language, key, Object.fromEntries(values));
}
