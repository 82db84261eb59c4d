declare module 'gs1-barcode-parser-mod' {
  const parser: {
    /** Throws a text where the barcode is not what it should be. */
    readonly parseBarcode: (barcode: string) => {
      readonly parsedCodeItems: readonly {
        readonly ai: string;
        readonly data: unknown;
        readonly raw?: string;
        readonly isoDate: string;
      }[];
    };
  };
  export default parser;
}
