/** For tests: values that a policy may have, found by its own kind, so that a new one is tested without a line of its own. */
import type { ValueShape } from '../../protocol/settings.ts';
import type { Policy } from './policies.ts';

export type Value = string | number | boolean;

/** Texts of which each kind of text takes two at least. */
const texts = [
  'https://portail.exemple.fr',
  'https://secours.exemple.fr/vigilot',
  'http://relais.exemple.fr:3128',
  'http://relais.exemple.fr:8080',
  'Indian/Reunion',
  'America/Cayenne',
];

/** Two values of that kind, neither of them the default. */
export function samples({ setting, definition: { kind, default: standard } }: Policy): [Value, Value] {
  const of = (shape: ValueShape): Value[] => {
    switch (shape.type) {
      case 'text':
        return texts;
      case 'number':
        return [shape.min, shape.min + 1, shape.min + 2];
      case 'boolean':
        return [!standard, Boolean(standard)];
      case 'choice':
        return [...shape.options];
    }
  };
  const fitting = of(kind.shape).filter((value) => kind.read(value) === value);
  const [first, second] = kind.shape.type === 'boolean' ? fitting : fitting.filter((value) => value !== standard);
  const other = second ?? (standard as Value);
  if (first === undefined || first === other) throw new Error(`${setting}: add texts of its kind`);
  return [first, other];
}
