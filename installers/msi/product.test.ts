import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guidOf, msiVersion, products } from './product.ts';

describe('the products', () => {
  it('keep their upgrade codes: a change would leave two of them side by side', () => {
    expect(products.full.upgradeCode).toBe('C9B5E5A2-6D0B-4C0E-9C57-0E6B6A5D2F41');
    expect(products.headless.upgradeCode).toBe('5F3D1B7E-2A94-4E38-8B16-7C0D93A4E8B2');
  });

  it('derive the same GUID of the same words, and no other', () => {
    expect(guidOf('full', 'service\\node.exe')).toBe(guidOf('full', 'service\\node.exe'));
    expect(guidOf('full', 'a')).not.toBe(guidOf('headless', 'a'));
    expect(guidOf('x')).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/);
  });

  it('have versions that Windows Installer can compare', () => {
    expect(msiVersion('1.2.3')).toBe('1.2.3');
    for (const wrong of ['1.2', '1.2.3.4', '1.2.3-rc.1', '256.0.0', '1.0.65536', '']) {
      expect(() => msiVersion(wrong)).toThrow(/expected major\.minor\.patch/);
    }
  });
});

describe('the service’s identifier in the custom actions', () => {
  it('is what Windows derives from its name', () => {
    const digest = createHash('sha1').update(Buffer.from('VIGILOTAGENT', 'utf16le')).digest();
    const parts = [0, 4, 8, 12, 16].map((at) => digest.readUInt32LE(at));
    const header = readFileSync(join(import.meta.dirname, 'actions/data-folder.h'), 'utf8');
    expect(header).toContain(`#define SERVICE_SID L"S-1-5-80-${parts.join('-')}"`);
  });
});
