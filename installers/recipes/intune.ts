/**
 * What Intune is told of an MSI as a Win32 app: the body of `win32LobApp` in Microsoft Graph
 * (learn.microsoft.com/graph/api/resources/intune-apps-win32lobapp), to be posted, or read beside the portal's form.
 */
import type { ProductFacts } from '../msi/product.ts';
import { exitCodes } from './exit-codes.ts';

/** JSON text. The token's file lies in the package beside the MSI, where the command runs. */
export function intuneApp(product: ProductFacts): string {
  const { name, version, publisher, productCode, upgradeCode, msi } = product;
  const options = 'PORTALURL=https://portail.exemple.fr ENROLMENTTOKENFILE="%cd%\\jeton.txt"';
  const app = {
    '@odata.type': '#microsoft.graph.win32LobApp',
    displayName: name,
    displayVersion: version,
    description: `${name} ${version}`,
    publisher,
    fileName: msi.replace(/msi$/, 'intunewin'),
    setupFilePath: msi,
    // cmd fills %cd%; Intune runs the command in the package's folder.
    installCommandLine: `cmd /c msiexec /i ${msi} /qn /norestart /l*v "%TEMP%\\vigilot.log" ${options}`,
    uninstallCommandLine: `msiexec /x ${productCode} /qn /norestart`,
    installExperience: { runAsAccount: 'system', deviceRestartBehavior: 'basedOnReturnCode' },
    applicableArchitectures: 'x64',
    minimumSupportedWindowsRelease: '1607',
    rules: [
      {
        '@odata.type': '#microsoft.graph.win32LobAppProductCodeRule',
        ruleType: 'detection',
        productCode,
        productVersionOperator: 'notConfigured',
        productVersion: null,
      },
    ],
    returnCodes: Object.entries(exitCodes).map(([code, { intune }]) => ({ returnCode: Number(code), type: intune })),
    msiInformation: {
      productCode,
      productVersion: version,
      upgradeCode,
      requiresReboot: false,
      packageType: 'perMachine',
      productName: name,
      publisher,
    },
  };
  return `${JSON.stringify(app, null, 2)}\n`;
}
