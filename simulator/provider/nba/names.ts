/** Given and family names from which players are made up. They stand for nobody. */
export const FIRST_NAMES: readonly string[] = (
  'Aaron Abel Adrian Alec Amir Andre Anton Ari Asher Avery Basil Beck Bruno Caleb Callum Cedric Cyrus Damon ' +
  'Dario Desmond Dominic Elias Emeka Emil Enzo Ezra Felix Finn Gideon Hakeem Hugo Idris Isaac Ivo Jabari Jonas ' +
  'Julian Kacper Keon Kofi Lamar Leon Luka Malik Marco Mateo Micah Milan Nico Nolan Omar Orion Oscar Pavel ' +
  'Quentin Rafael Rashad Remy Rohan Ruben Samir Silas Soren Stefan Tariq Theo Tobias Tomas Ulric Victor Xavier Zane'
).split(' ');

export const LAST_NAMES: readonly string[] = (
  'Abara Alderton Amberly Ashgrove Bakari Balint Barlowe Bellfield Birchall Blackmoor Brandvold Briarwood Calloway ' +
  'Carrow Castellan Copperfield Corvin Dandridge Darrow Delacroix Dorsett Dravic Eastwick Ekwueme Ellery Falkner ' +
  'Farrow Fennimore Fontaine Garrick Glenmoor Greyson Hadley Halvorsen Harrowgate Hawthorne Ibanga Ironside Jarvik ' +
  'Jessup Kallio Kessler Kingsley Kovalen Langley Larkspur Lindqvist Lockhart Maddox Marchetti Merrow Mikkelsen ' +
  'Montrose Nakata Northcott Novakov Oakhurst Okafore Osgood Pemberly Petrakis Prescott Quillon Radley Ravenel ' +
  'Redfern Rosario Rutledge Sandoval Seaborn Silverton Stanhope Sterling Stonebridge Tarkington Thackeray Thorne ' +
  'Tolliver Underhill Valmont Vandermeer Varga Voss Wakefield Westbrooke Whitlock Wolfe Yardley Zeller Zimmer'
).split(' ');

export const COLLEGES: readonly string[] = [
  'Ashland State',
  'Brookhaven',
  'Cedar Valley',
  'Eastern Plains',
  'Lakeshore',
  'Northgate',
  'Pinecrest',
  'Riverton',
  'Summit',
  'Westfield A&M',
];

export const COUNTRIES: readonly string[] = [
  'USA',
  'USA',
  'USA',
  'Canada',
  'France',
  'Serbia',
  'Australia',
  'Nigeria',
];
