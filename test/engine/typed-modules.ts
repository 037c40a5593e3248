import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const BASE = join(import.meta.dirname, '../../node_modules/@types/k6');

/** What the types of one module say. */
export interface TypedModule {
  /** Names of exported values, classes included. */
  values: readonly string[];
  /** Property names of an exported class, interface or object. */
  membersOf(name: string): string[];
}

/** Every module that `@types/k6` describes: specifier -> what it says. */
export function typedModules(): ReadonlyMap<string, TypedModule> {
  const files = new Map(
    ['', ...folders('')].map((folder) => [
      folder === '' ? 'k6' : `k6/${folder}`,
      join(BASE, folder, 'index.d.ts'),
    ]),
  );
  const program = ts.createProgram([...files.values()], {});
  const checker = program.getTypeChecker();
  return new Map([...files].map(([specifier, file]) => [specifier, readModule(program, checker, file)]));
}

function folders(under: string): string[] {
  return readdirSync(join(BASE, under), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const folder = under === '' ? name : `${under}/${name}`;
      return [...(existsSync(join(BASE, folder, 'index.d.ts')) ? [folder] : []), ...folders(folder)];
    });
}

function readModule(program: ts.Program, checker: ts.TypeChecker, file: string): TypedModule {
  const source = program.getSourceFile(file) as ts.SourceFile;
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source) as ts.Symbol);
  const aimOf = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isValue = (symbol: ts.Symbol): boolean => (aimOf(symbol).flags & ts.SymbolFlags.Value) !== 0;
  return {
    values: exported.filter(isValue).map(({ name }) => name),
    membersOf(name) {
      const found = exported.find((symbol) => symbol.name === name);
      if (found === undefined) throw new Error(`${file} exports no ${name}`);
      const aim = aimOf(found);
      const declared = aim.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface);
      const type = declared ? checker.getDeclaredTypeOfSymbol(aim) : checker.getTypeOfSymbol(aim);
      return checker
        .getPropertiesOfType(type)
        .map((property) => property.name)
        .filter((property) => property !== '__brand');
    },
  };
}
