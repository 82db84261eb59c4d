/** What an operator copies: the unit judged by systemd, the proxy's configuration by nginx, the rest by the tables of the program. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { portalMetrics } from '../../portal/operation/metrics.ts';
import { portalSettings, resolvePortalSettings } from '../../portal/settings.ts';

const text = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
const tempDir = () => {
  const dir = mkdtempSync(join(tmpdir(), 'vigilot-deploy-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
};
const here = (program: string, ...args: readonly string[]) => spawnSync(program, args).status === 0;

const unit = text('vigilot-portal.service');
const systemd = here('systemd-analyze', '--version');
describe.skipIf(!systemd)(`the unit of systemd${systemd ? '' : ' (not tried: no systemd-analyze here)'}`, () => {
  const analyze = (...args: readonly string[]) => {
    const path = join(tempDir(), 'vigilot-portal.service');
    writeFileSync(path, unit.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
    return spawnSync('systemd-analyze', [...args, path], { encoding: 'utf8' });
  };

  it('is understood line by line', () => {
    const { status, stdout, stderr } = analyze('verify');
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  it('leaves a broken-in portal little (systemd’s own measure, 0 to 10)', () => {
    const { stdout } = analyze('security', '--offline=true', '--no-pager');
    const score = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
    expect(score).toBeGreaterThan(0);
    expect(score).toBeLessThan(2);
  });
});

const nginx = here('nginx', '-v') && here('openssl', 'version');
it.skipIf(!nginx)(`nginx takes its configuration${nginx ? '' : ' (not tried: no nginx and openssl here)'}`, () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'logs'));
  const [crt, key] = [join(dir, 'tls.crt'), join(dir, 'tls.key')];
  const made = spawnSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ed25519',
      '-nodes',
      '-subj',
      '/CN=portail.example',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      crt,
    ],
    { encoding: 'utf8' },
  );
  expect(made.status, made.stderr).toBe(0);
  const path = join(dir, 'nginx.conf');
  const local = text('nginx.conf')
    // A name of Compose's network; the limits are those of the container.
    .replace(/gateway-[12]:17014/g, '127.0.0.1:17014')
    .replaceAll('/etc/nginx/', `${dir}/`)
    .replace(/\/dev\/(stdout|stderr)/g, join(dir, '$1'))
    .replace(/worker_rlimit_nofile .*;|worker_connections .*;/g, '')
    // `http2 on;` is younger than the nginx of some distributions.
    .replace('http2 on;', '');
  writeFileSync(path, `pid ${join(dir, 'pid')};\n${local}`);
  const { status, stderr } = spawnSync('nginx', ['-t', '-p', dir, '-c', path], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  expect(stderr).not.toMatch(/\[(warn|error|emerg)\]/);
});

describe('nginx.conf', () => {
  const conf = text('nginx.conf');

  it('lets WebSockets through, silence longer than a heartbeat, and no secret into its log', () => {
    const feed = /location = \/v1\/feed \{([^}]*)\}/.exec(conf)?.[1] ?? '';
    expect(feed).toContain('proxy_set_header Upgrade $http_upgrade;');
    expect(feed).toContain('proxy_set_header Connection $connection_upgrade;');
    // LINK_SILENCE_MS is 30 s.
    expect(Number(/proxy_read_timeout (\d+)s;/.exec(feed)?.[1])).toBeGreaterThan(30);
    expect(/log_format vigilot '([^']*)'/.exec(conf)?.[1]).not.toMatch(
      /\$(request|request_uri|args|uri|remote_addr|http_\w+)(?!\w)/,
    );
    expect(conf).not.toContain('$proxy_add_x_forwarded_for');
  });
});

interface Service {
  image?: string;
  environment?: Record<string, string>;
  env_file?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  networks?: string[];
  volumes?: string[];
  stop_grace_period?: string;
}
describe('compose.yaml', () => {
  const compose = parse(text('compose.yaml'), { merge: true, strict: true }) as {
    services: Record<string, Service>;
    networks: Record<string, { ipam: { config: Array<{ subnet: string }> } }>;
    volumes: Record<string, unknown>;
    secrets: Record<string, unknown>;
  };
  const gateways = ['gateway-1', 'gateway-2'];

  it('has PostgreSQL, two gateways and a proxy, each waiting for what it needs to be healthy', () => {
    expect(Object.keys(compose.services)).toEqual(['postgres', ...gateways, 'proxy']);
    for (const [name, { depends_on = {}, networks, volumes = [] }] of Object.entries(compose.services)) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        expect([name, condition, compose.services[needed]?.healthcheck === undefined]).toEqual([
          name,
          'service_healthy',
          false,
        ]);
      }
      expect(networks).toEqual(['inside']);
      for (const volume of volumes.map((each) => each.split(':')[0] ?? '')) {
        if (!volume.startsWith('./')) expect(Object.keys(compose.volumes)).toContain(volume);
      }
    }
    for (const gateway of gateways) expect(text('nginx.conf')).toContain(`server ${gateway}:17014 `);
  });

  it('gives both gateways the same settings, which the portal takes, and the time to hand over', () => {
    const [one, two] = gateways.map((name) => compose.services[name]);
    expect(two?.environment).toEqual(one?.environment);
    expect(two?.volumes).toEqual(one?.volumes);
    const environment = {
      ...one?.environment,
      VIGILOT_PUBLIC_URL: String(one?.environment?.VIGILOT_PUBLIC_URL).replace(/\$\{[^}]*\}/, 'portail.example'),
    };
    const known = Object.values(portalSettings).map(({ env }) => env);
    for (const name of Object.keys(environment)) expect(known).toContain(name);
    const { values } = resolvePortalSettings({ environment });
    expect(values).toMatchObject({ listen: '0.0.0.0', port: 17_014, publicUrl: 'https://portail.example' });
    expect(values.trustedProxies).toBe(compose.networks.inside?.ipam.config[0]?.subnet);
    expect(Number.parseInt(one?.stop_grace_period ?? '', 10)).toBeGreaterThan(values.drainSeconds);
  });
});

it('the unit stops no sooner than the handing over ends', () => {
  const seconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]);
  expect(seconds).toBeGreaterThan(resolvePortalSettings({ environment: {} }).values.drainSeconds);
});

it('the rules for Prometheus name figures that there are', () => {
  const { groups } = parse(text('alerts.yaml'), { strict: true }) as {
    groups: Array<{
      rules: Array<{ alert: string; expr: string; labels: { severity: string }; annotations: { summary: string } }>;
    }>;
  };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(8);
  for (const { alert, expr, labels, annotations } of rules) {
    const names = [...expr.matchAll(/\bvigilot_\w+/g)].map(([name]) => name);
    expect([alert, names.length > 0]).toEqual([alert, true]);
    for (const name of names) expect(Object.keys(portalMetrics)).toContain(name);
    expect(['page', 'ticket']).toContain(labels.severity);
    expect(annotations.summary).not.toBe('');
  }
});
