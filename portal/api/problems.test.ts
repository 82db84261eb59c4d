import { describe, expect, it } from 'vitest';
import { Problem } from '../../protocol/problems.ts';
import { problemOf } from './problems.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

describe('problemOf', () => {
  it.each<[string, unknown, string]>([
    ['a refusal of a room', new Problem('check-digit'), 'check-digit'],
    ['a server that is away', withCode('ECONNREFUSED'), 'store-unavailable'],
    ['a server that stops (admin_shutdown)', withCode('57P01'), 'store-unavailable'],
    ['a disk that is full', withCode('53100'), 'store-unavailable'],
    ['a connection that broke', new Error('Connection terminated unexpectedly'), 'store-unavailable'],
    ['a broken constraint', withCode('23505'), 'internal-error'],
    ['a mistake of ours', new TypeError('x is not a function'), 'internal-error'],
    ['something that is no error', undefined, 'internal-error'],
    ['a client that broke off', Object.assign(new Error('aborted'), { statusCode: 400 }), 'request-invalid'],
  ])('%s', (_name, error, type) => {
    expect(problemOf(error).type).toBe(type);
  });
});
