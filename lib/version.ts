/** The version of this package; every deployment records which tool rendered it. */
export const version = '0.1.0';
