(ns knossos.competition
  "A stand-in for Knossos's namespace of that name."
  (:require [knossos.standin :as standin]))

(defn analysis
  ([model history] (standin/analysis :wgl model history)))
