(ns knossos.competition "A stand-in for Knossos where its process ends.")

(defn analysis [_ _]
  (.println System/err "killed by somebody")
  (System/exit 9))
