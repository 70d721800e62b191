/**
 * Jest's global set-up of the project `aws`: builds `dist` where it is not fresh, and finds a Python with moto once for
 * all test files. Where there is none, one line says what is skipped; with `SLIPWAY_AWS_TESTS=required` it is an error.
 * With `SLIPWAY_TEST_AWS_ENDPOINT` the tests use that endpoint, and those that need more of it than an API are skipped.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const { accessSync, constants, readFileSync } = require('node:fs');
const { delimiter, join } = require('node:path');
const buildForTests = require('../../../scripts/build/for-tests.cjs');

const HOW = "install moto (`pip install 'moto[server]'`) so that `python3` or `moto_server` is found on the PATH";

module.exports = async function setUpAws() {
  await buildForTests();
  const endpoint = process.env.SLIPWAY_TEST_AWS_ENDPOINT;
  const required = process.env.SLIPWAY_AWS_TESTS === 'required';
  if (endpoint !== undefined) {
    if (required) throw new Error('SLIPWAY_AWS_TESTS=required needs the emulator: unset SLIPWAY_TEST_AWS_ENDPOINT');
    console.warn(`\ntest/aws runs against ${endpoint}; what needs the emulator itself is skipped`);
    return;
  }
  const python = candidates().find(hasMoto);
  if (python !== undefined) {
    process.env.SLIPWAY_TEST_PYTHON = python;
    if (process.env.SLIPWAY_THOROUGH !== 'true')
      console.warn('\nskipped: the thorough tests of test/aws, which take minutes; SLIPWAY_THOROUGH=true runs them');
  }
  if (python === undefined && required) throw new Error(`SLIPWAY_AWS_TESTS=required, but there is no moto: ${HOW}`);
  if (python === undefined) console.warn(`\nskipped: every test in test/aws, because there is no moto; ${HOW}`);
};

function candidates() {
  const { SLIPWAY_TEST_PYTHON } = process.env;
  return [...(SLIPWAY_TEST_PYTHON === undefined ? [] : [SLIPWAY_TEST_PYTHON]), 'python3', 'python', ...pythonOfMoto()];
}

/** The interpreter of an installed `moto_server`, which pipx and others keep in an environment of its own. */
function pythonOfMoto() {
  const files = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'moto_server'));
  const file = files.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (file === undefined) return [];
  const interpreter = /^#!\s*(\S*python\S*)/.exec(readFileSync(file, 'latin1').slice(0, 200))?.[1];
  return interpreter === undefined ? [] : [interpreter];
}

function hasMoto(python) {
  const look = "from importlib.util import find_spec as f; raise SystemExit(0 if f('moto') and f('flask') else 1)";
  return spawnSync(python, ['-c', look], { stdio: 'ignore' }).status === 0;
}
