// The import rules of the house (docs/architecture.md): who may import whom, proved by a tool.
const rooms = (name) => `^${name}/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'protocol-imports-nobody',
      severity: 'error',
      from: { path: rooms('protocol') },
      to: { path: '^(agent|portal|main|renderer|native-bridge|cli|fixtures|bench|faults)/' },
    },
    {
      name: 'protocol-does-no-io',
      comment:
        'node:crypto is arithmetic; everything that touches a file, a socket or a process is not for the protocol.',
      severity: 'error',
      from: { path: rooms('protocol'), pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'agent-imports-protocol-alone',
      severity: 'error',
      from: { path: rooms('agent'), pathNot: '\\.test\\.ts$' },
      to: { path: '^(portal|main|renderer|native-bridge|cli|fixtures|bench|faults)/' },
    },
    {
      name: 'portal-imports-protocol-alone',
      severity: 'error',
      from: { path: rooms('portal'), pathNot: '^portal/desk/|\\.test\\.ts$' },
      to: { path: '^(agent|main|renderer|native-bridge|cli|fixtures|bench|faults)/' },
    },
    {
      name: 'the-web-desk-shares-screens-and-imports-types',
      comment:
        'portal/desk runs in a browser, made of the same parts as the agent’s desk; of the protocol it takes what is arithmetic, of the portal the table of what people may do.',
      severity: 'error',
      from: {
        path: rooms('portal/desk'),
        pathNot: '^portal/desk/(vite\\.config|virtual\\.d\\.ts)|\\.(test|testkit)\\.tsx?$',
      },
      to: {
        path: '^(protocol/(?!(product|lot|date|territory)\\.ts$)|agent/|portal/(?!desk/|access/capabilities\\.ts$)|main/|native-bridge/|cli/|fixtures/|bench/)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'the-table-of-capabilities-imports-types-alone',
      comment: 'It is in the web desk too.',
      severity: 'error',
      from: { path: '^portal/access/capabilities\\.ts$' },
      to: { dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-web-desk-is-imported-by-nobody',
      comment: 'The portal serves its build.',
      severity: 'error',
      from: { pathNot: rooms('portal/desk') },
      to: { path: rooms('portal/desk') },
    },
    {
      name: 'the-bench-is-imported-by-nobody',
      severity: 'error',
      from: { pathNot: rooms('bench') },
      to: { path: rooms('bench') },
    },
    {
      name: 'faults-are-imported-by-nobody',
      severity: 'error',
      from: { pathNot: rooms('faults') },
      to: { path: rooms('faults') },
    },
    {
      name: 'faults-drive-programs-and-import-testkits',
      comment: 'What makes programs fail knows them from outside; tests beside it and what is fuzzed may look in.',
      severity: 'error',
      from: { path: rooms('faults'), pathNot: '\\.test\\.ts$|^faults/fuzz/targets/' },
      to: {
        path: '^(agent|portal|main|renderer|native-bridge|cli)/',
        pathNot: '\\.testkit\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'only-main-and-cli-import-native-bridge',
      comment: 'The agent is handed what it needs of the operating system: it runs the same under Node and Electron.',
      severity: 'error',
      from: { pathNot: '^(main|cli|native-bridge|installers)/' },
      to: { path: rooms('native-bridge') },
    },
    {
      name: 'native-bridge-imports-protocol-alone',
      severity: 'error',
      from: { path: rooms('native-bridge'), pathNot: '\\.(test|testkit)\\.ts$' },
      to: { path: '^(agent|portal|main|renderer|cli|fixtures|bench|faults)/' },
    },
    {
      name: 'renderer-imports-types-alone',
      comment: 'Its texts come from the catalogue at build time (renderer/build).',
      severity: 'error',
      from: { path: rooms('renderer'), pathNot: '^renderer/(build/|virtual\\.d\\.ts)|\\.(test|testkit)\\.tsx?$' },
      to: {
        path: '^(protocol|agent|portal|main|native-bridge|cli|fixtures|bench|faults)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'renderer-knows-no-platform-but-the-browser',
      severity: 'error',
      from: { path: '^(renderer|portal/desk)/', pathNot: '^renderer/build/|/vite\\.config|\\.(test|testkit)\\.tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'verdict-and-scan-do-no-io',
      severity: 'error',
      from: { path: '^agent/(scan|verdict)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm'] },
    },
    {
      name: 'verdict-and-scan-know-no-other-room',
      severity: 'error',
      from: { path: '^agent/(scan|verdict)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^agent/', pathNot: '^agent/(scan|verdict)/' },
    },
    {
      name: 'only-main-imports-electron',
      severity: 'error',
      from: { pathNot: rooms('main') },
      to: { path: 'node_modules/electron' },
    },
    {
      name: 'main-stays-thin',
      comment: 'The shell starts or joins an agent; portal, command line and screens are programs of their own.',
      severity: 'error',
      from: { path: rooms('main'), pathNot: '\\.(test|testkit)\\.ts$' },
      to: { path: '^(portal|renderer|cli|fixtures|bench|faults)/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'tests-are-imported-by-nobody',
      severity: 'error',
      from: {},
      to: { path: '\\.test\\.ts$' },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      // What a build makes is there once it has run, peers of the bench once somebody measures (bench/package.json).
      to: { couldNotResolve: true, pathNot: '^virtual:messages$|/dist/|^(gs1js|bark-js)$' },
    },
    {
      name: 'ships-without-development-packages',
      severity: 'error',
      // The web desk ships as it was built.
      from: {
        path: '^(protocol|agent|portal|cli|native-bridge)/',
        pathNot: '^portal/desk/|\\.(test|testkit)\\.ts$',
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
