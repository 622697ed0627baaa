# What zsh does at Tab, behind the tables.
_scoracle() {
  local place='' option='' kind=words word
  local -a values about
  local -i i
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if [[ -n $option ]]; then option=''
    elif [[ $word == --*=* ]]; then continue
    elif [[ $word == -* ]]; then _scoracle_values "$place" "$word" && option=$word
    elif _scoracle_is_place "${place:+$place }$word"; then place="${place:+$place }$word"
    fi
  done
  values=()
  word=$words[CURRENT]
  if [[ -z $option && $word == --*=* ]]; then option=${word%%=*}; compset -P '*='; fi
  if [[ -n $option ]]; then _scoracle_values "$place" "$option"
  elif [[ $word == -* ]]; then _scoracle_words "$place" options
  else
    _scoracle_words "$place" words
    if (( $#values == 0 )) && [[ $kind == words ]]; then _scoracle_words "$place" options; fi
  fi
  if [[ $kind == file ]]; then _files
  elif (( $#about > 0 )); then compadd -l -d about -a values
  elif (( $#values > 0 )); then compadd -a values
  fi
}
if ! command -v compdef >/dev/null 2>&1; then autoload -Uz compinit && compinit; fi
compdef _scoracle scoracle
