# What bash does at Tab, behind the tables. Works from bash 3.2, which macOS brings, on.
_scoracle() {
  local current=${COMP_WORDS[COMP_CWORD]} place='' option='' kind=words word quote='' i
  local -a values
  values=()
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == '=' ]]; then continue
    elif [[ -n $option ]]; then option=''
    elif [[ $word == -* ]]; then _scoracle_values "$place" "$word" && option=$word
    elif _scoracle_is_place "${place:+$place }$word"; then place="${place:+$place }$word"
    fi
  done
  values=()
  if [[ $current == '=' ]]; then current=''; fi
  if [[ -n $option ]]; then _scoracle_values "$place" "$option"
  elif [[ $current == -* ]]; then _scoracle_words "$place" options
  else
    _scoracle_words "$place" words
    if ((${#values[@]} == 0)) && [[ $kind == words ]]; then _scoracle_words "$place" options; fi
  fi
  if [[ $kind == file ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
    return
  fi
  case $current in
    \"* | \'*) quote=${current:0:1} current=${current:1} ;;
    *) current=${current//\\/} ;;
  esac
  for word in "${values[@]}"; do
    [[ $word == "$current"* ]] || continue
    if [[ -z $quote ]]; then printf -v word '%q' "$word"; fi
    COMPREPLY+=("$word")
  done
}
complete -F _scoracle scoracle
